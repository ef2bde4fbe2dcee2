/**
 * How long a result can be taken back, hours: by who recorded it, a day; by supervisors and administrators, a week. Who
 * stopped all communications by mistake asks a supervisor at once, since only they lift a stop (Q10).
 */
export const withdrawHours = { author: 24, supervisor: 7 * 24 } as const;

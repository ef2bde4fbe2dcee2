/** Hours in which a merge can be undone. */
export const unmergeHours = 24;

/** Most customers that one may have taken in: its page, thread and history are read over all of them. */
export const mergeLimit = 10;

/**
 * Structured logs with a closed list of fields: ids, codes and counts, never an address, a name or a text of a
 * customer (I19, ASVS 16.2.5). What is not on the list does not compile.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricName, metricService } from './metrics.ts';

export interface LogFields {
  readonly tenant?: string;
  readonly customerId?: string;
  readonly messageId?: string;
  readonly attemptId?: string;
  readonly addressId?: string;
  readonly processId?: string;
  readonly route?: string;
  readonly requestId?: string;
  readonly channel?: string;
  readonly status?: string | number;
  readonly code?: string;
  readonly count?: number;
  readonly reason?: string;
  readonly durationMs?: number;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Adds to a metric; most are watched by an alarm. */
  count(metric: MetricName, value?: number): void;
}

/** The function's log and metrics; the log's service name and the metrics' namespace come from the environment. */
export const createLog = (): Log => {
  const logger = new Logger();
  const metrics = new Metrics({ serviceName: metricService });
  return {
    info: (event, fields = {}) => logger.info(event, { ...fields }),
    warn: (event, fields = {}) => logger.warn(event, { ...fields }),
    error: (event, fields = {}) => logger.error(event, { ...fields }),
    count: (metric, value = 1) => {
      metrics.addMetric(metric, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },
  };
};

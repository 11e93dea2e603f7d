import { hasProgram } from './harness/redis.server';

/** A cluster by hand takes a load balancer and a Redis; on a machine without, what needs them is reported as skipped. */
export const describeWithCluster = hasProgram('haproxy') && hasProgram('redis-server') ? describe : describe.skip;

import { startTable } from '../support/engines.ts';
import { Meter } from './meter.ts';
import { measureOperations, sum } from './operations.ts';
import { seedCompany } from './world.ts';

const engine = await startTable();
try {
  await seedCompany(engine.table);
  const meter = new Meter(engine.client, engine.name);
  for (const row of await measureOperations(meter, engine.through(meter.port), engine.table)) {
    console.log(row.operation, 'W', sum(row.charges, 'write'), row.write, 'R', sum(row.charges, 'read'), row.read);
    console.log('    ', row.charges.map((c) => `${c.kind[0]}:${c.what} ${c.units}`).join('; '));
  }
  console.log([...meter.differences.values()]);
} finally {
  await engine.stop();
}

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // Cases played against stubs mostly wait.
    maxConcurrency: 16,
    reporters:
      process.env.CI === undefined
        ? ['default']
        : ['default', ['json', { outputFile: 'reports/tests.json' }]],
  },
});

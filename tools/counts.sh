#!/bin/sh
# Called by gotestsum after a run, with the run's counts in the environment: writes them on one plain line to the file named. Subtests
# count as tests. A package that does not build, or that ends outside of a test, counts as one failure.
passed=$((TESTS_TOTAL - TESTS_FAILED - TESTS_SKIPPED))
[ "$passed" -ge 0 ] || passed=0
echo "$passed passed, $TESTS_FAILED failed, $TESTS_SKIPPED skipped" >"$1"

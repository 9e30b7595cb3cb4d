#!/usr/bin/env bash
# Sends a prompt and a bad one with kcat, and prints the result and the dead letter: example.sh [BOOTSTRAP]
set -euo pipefail

bootstrap="${1:-localhost:9092}"
kcat="$(command -v kcat || command -v kafkacat)"
run="$(date +%s%N)"
good="kcat-$run" bad="kcat-bad-$run"
# records from a minute ago on, as broker and this machine may have other clocks
since="$(($(date +%s%3N) - 60000))"

# the partitioner is Java's: all prompts of one id must come to one partition
printf '%s|%s\n' "$good" '{"prompt": "Question_1: 3+5\n\n", "max_tokens": 64}' "$bad" '{"prompt": "Once", "max_tokens": 0}' |
  "$kcat" -P -b "$bootstrap" -t scope.prompts -K '|' -X partitioner=murmur2_random

# read TOPIC KEY FORMAT: the record with this key, looked for during two minutes
read_record() {
  for _ in $(seq 120); do
    if "$kcat" -C -q -e -b "$bootstrap" -t "$1" -o "s@$since" -X isolation.level=read_committed -f "$3" | grep -m 1 "$2"; then
      return 0
    fi
    sleep 1
  done
  return 1
}

read_record scope.results "^result $good:" 'result %k: %s\n'
read_record scope.prompts.dlq "^dead letter $bad:" 'dead letter %k: %h\n'

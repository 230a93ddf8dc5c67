#!/usr/bin/env bash
# Audits, judges and keeps the history below one folder; for cron, a systemd timer or a shell.
# Usage: nightly.sh FOLDER, which holds experiment.yaml and policy.yaml. The exit code is that of the gate.
set -euo pipefail
cd "${1:?the folder that holds experiment.yaml and policy.yaml}"
exec 9> .nightly.lock
flock --nonblock 9 || { echo "another night is not over yet" >&2; exit 1; }

run="history/$(date -u +%Y%m%d-%H%M%S)"
rollcall run experiment.yaml --out "$run"

baseline=()
if [ -f history/baselines/main.h5 ]; then baseline=(--baseline history/baselines/main.h5); fi
code=0
rollcall gate "$run/run.h5" --policy policy.yaml "${baseline[@]}" \
  --junit "$run/junit.xml" --sarif "$run/rollcall.sarif" --markdown "$run/gate.md" || code=$?

if [ ${#baseline[@]} -gt 0 ]; then
  rollcall compare history/baselines/main.h5 "$run/run.h5" --out "$run/compare" || echo "no comparison" >&2
elif [ "$code" -eq 0 ]; then
  rollcall baseline set main "$run/run.h5" --dir history
fi
rollcall history history --out history/trend
exit "$code"

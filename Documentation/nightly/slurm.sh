#!/usr/bin/env bash
#SBATCH --job-name=rollcall-nightly
#SBATCH --cpus-per-task=8
#SBATCH --mem=16G
#SBATCH --time=01:00:00
#SBATCH --signal=INT@120
#SBATCH --output=history/slurm-%j.log
# sbatch slurm.sh, from the folder that holds experiment.yaml and policy.yaml. What an audit finished before the time was
# up is in the cache, and the next job goes on from there.
set -euo pipefail
run="history/$(date -u +%Y%m%d-%H%M%S)-${SLURM_JOB_ID:-0}"
srun rollcall run experiment.yaml --threads "${SLURM_CPUS_PER_TASK:-1}" --cache cache --out "$run"
baseline=()
if [ -f history/baselines/main.h5 ]; then baseline=(--baseline history/baselines/main.h5); fi
rollcall gate "$run/run.h5" --policy policy.yaml "${baseline[@]}" --junit "$run/junit.xml"

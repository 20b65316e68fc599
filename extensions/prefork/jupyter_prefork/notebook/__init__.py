"""Runs notebooks in forks of the zygote, one fork a run, with the outputs a kernel would give.

| module | where |
|---|---|
| `run` | the caller's: `run_notebook` |
| `fork`, `outputs` | the caller's: the process at the other end; its messages become outputs |
| `kernel`, `streams`, `judging` | in the fork |
| `frames`, `allowance` | both |

The parts are imported by their own names: a zygote needs no `run`, a caller no `kernel`.
"""

// A library to be preloaded into a program under test (LD_PRELOAD): it counts every call by which the program changes
// files below a folder, and lets one of them go wrong. Programs need no hooks for it and no call can be forgotten, also
// none of SQLite or Foundation. Children of the program are spared.
//
// What it reads from the environment:
//   FAULT_ROOT     a text that the paths have that count, such as the folder
//   FAULT_LOG      a file that gets one line for each step: "NUMBER CALL PATH"
//   FAULT_KILL     the number of the step before which the process is killed by SIGKILL
//   FAULT_TORN     if set, a write that is killed has written half of its bytes
//   FAULT_FULL     the number of the step from which on the disk is full: whatever needs room fails with ENOSPC, a write
//                  after half of its bytes
//   FAULT_FULL_FOR how many calls find it full, after which there is room again; without it there never is
//   FAULT_FREE     how many bytes statvfs says are free
//   FAULT_CLOCK    seconds by which the wall clock is ahead

#ifndef FAULT_INJECTION_H
#define FAULT_INJECTION_H

// The number of steps so far.
long fault_steps(void);

#endif

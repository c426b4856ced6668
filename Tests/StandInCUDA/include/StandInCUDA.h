// A stand-in for the CUDA half of libtorch, for machines without a card. A program that finds this library under the
// name libtorch_cuda.so (LD_LIBRARY_PATH) has one device `cuda:0`. Its tensors lie in ordinary memory and are computed
// with by the processor's kernels.
//
// It finds what fails first on a real card: operators that are handed tensors of the processor beside tensors of the
// card, and tensors that are read where they do not lie. Backward passes run on the card's thread of autograd, as there.
// It knows nothing of kernels that CUDA lacks, of streams, of memory that runs out, or of results that differ in the
// last digits.
//
// What it reads from the environment:
//   STAND_IN_LOG   a file that gets one line from each process that computes on the card: "a mixture is refused", or
//                  "a mixture is taken" if it would take the sum of a tensor of the card and one of the processor

#ifndef STAND_IN_CUDA_H
#define STAND_IN_CUDA_H

#endif

/* Microseconds per single-precision real transform with FFTW (one thread, FFTW_MEASURE): smallest of many batches. */
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e6 * t.tv_sec + t.tv_nsec / 1e3;
}

int main(int argc, char **argv) {
  for (int a = 1; a < argc; a++) {
    int n = atoi(argv[a]), repeat = 2000000 / n;
    float *x = fftwf_alloc_real(n);
    fftwf_complex *y = fftwf_alloc_complex(n / 2 + 1);
    fftwf_plan plan = fftwf_plan_dft_r2c_1d(n, x, y, FFTW_MEASURE);
    for (int i = 0; i < n; i++) x[i] = (float)rand() / RAND_MAX - 0.5f;
    double best = 1e30;
    for (int batch = 0; batch < 40; batch++) {
      double start = now();
      for (int i = 0; i < repeat; i++) fftwf_execute(plan);
      double each = (now() - start) / repeat;
      if (each < best) best = each;
    }
    printf("%d %.4f\n", n, best);
  }
  return 0;
}

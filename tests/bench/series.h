/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series of measured values, and the few figures that describe it.
 */
#ifndef NSPID_BENCH_SERIES_H
#define NSPID_BENCH_SERIES_H

#define SERIES_MAX 101

struct series {
	double values[SERIES_MAX]; /* in the order measured; further ones are dropped */
	unsigned count;
};

void series_add(struct series *series, double value);

/* Each is 0 for an empty series. The median of an even count is the mean of the middle two. */
double series_median(const struct series *series);
double series_min(const struct series *series);
double series_max(const struct series *series);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series of measured values, and the few figures that describe it.
 */
#include "series.h"

#include <stdlib.h>
#include <string.h>

void series_add(struct series *series, double value)
{
	if (series->count < SERIES_MAX)
		series->values[series->count++] = value;
}

static int compare_doubles(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

double series_median(const struct series *series)
{
	double sorted[SERIES_MAX];
	unsigned middle = series->count / 2;

	if (series->count == 0)
		return 0;
	memcpy(sorted, series->values, series->count * sizeof(sorted[0]));
	qsort(sorted, series->count, sizeof(sorted[0]), compare_doubles);
	if (series->count % 2 == 1)
		return sorted[middle];
	return (sorted[middle - 1] + sorted[middle]) / 2;
}

double series_min(const struct series *series)
{
	double least = series->count > 0 ? series->values[0] : 0;

	for (unsigned i = 1; i < series->count; i++)
		least = series->values[i] < least ? series->values[i] : least;
	return least;
}

double series_max(const struct series *series)
{
	double most = series->count > 0 ? series->values[0] : 0;

	for (unsigned i = 1; i < series->count; i++)
		most = series->values[i] > most ? series->values[i] : most;
	return most;
}

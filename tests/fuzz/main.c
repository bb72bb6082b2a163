/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays samples through a fuzz target: all files given, and all in the folders given.
 *
 * So that the samples are tests, too. To look for new ones, with a compiler that has libFuzzer,
 * link the target without this file:
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Isrc -I. \
 *             tests/fuzz/fuzz_status.c src/collect/parse.c src/base/number.c -o fuzz_status
 *     ./fuzz_status -max_total_time=60 tests/fuzz/corpus/status
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"

static void file_replay(const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *bytes = NULL;
	size_t len = 0;
	FILE *into = open_memstream(&bytes, &len);
	char part[4096];
	size_t n;

	if (!file || !into)
		err(1, "%s", path);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		fwrite(part, 1, n, into);
	if (ferror(file) || fclose(into) != 0)
		err(1, "%s", path);
	LLVMFuzzerTestOneInput((const uint8_t *)bytes, len);
}

static unsigned folder_replay(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	unsigned count = 0;

	if (!folder)
		err(1, "%s", path);
	while ((entry = readdir(folder))) {
		char name[PATH_MAX];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		file_replay(name);
		count++;
	}
	closedir(folder);
	return count;
}

int main(int argc, char **argv)
{
	unsigned count = 0;

	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st) < 0)
			err(1, "%s", argv[i]);
		if (S_ISDIR(st.st_mode)) {
			count += folder_replay(argv[i]);
		} else {
			file_replay(argv[i]);
			count++;
		}
	}
	if (count == 0)
		errx(1, "no samples");
	printf("%u samples\n", count);
	return 0;
}

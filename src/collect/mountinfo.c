/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parser of /proc/PID/mountinfo (proc_pid_mountinfo(5)): namespaces held by mounts, hidepid.
 *
 *     36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 *     id parent dev root point      options    optional   type source    super options
 */
#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "collect/parse.h"

struct mount {
	uint64_t id;
	unsigned major, minor;
	const char *root, *point, *type, *options; /* options of the super block */
	size_t root_len, point_len, type_len, options_len;
};

/* The next word of a line up to end, and its length; *cursor moves behind it. */
static const char *word_next(const char **cursor, const char *end, size_t *ret_len)
{
	const char *word = *cursor;
	const char *p;

	while (word < end && *word == ' ')
		word++;
	for (p = word; p < end && *p != ' '; p++)
		;
	*cursor = p;
	*ret_len = (size_t)(p - word);
	return word;
}

static bool mount_parse(const char *line, const char *end, struct mount *ret_mount)
{
	const char *cursor = line, *device;
	size_t len;

	ret_mount->id = number_scan(&cursor, end);
	if (cursor == line)
		return false;
	word_next(&cursor, end, &len); /* parent */
	device = word_next(&cursor, end, &len);
	ret_mount->major = (unsigned)number_scan(&device, end);
	device += device < end;
	ret_mount->minor = (unsigned)number_scan(&device, end);
	ret_mount->root = word_next(&cursor, end, &ret_mount->root_len);
	ret_mount->point = word_next(&cursor, end, &ret_mount->point_len);
	do {
		const char *word = word_next(&cursor, end, &len);

		if (len == 1 && *word == '-')
			break;
	} while (len > 0);
	ret_mount->type = word_next(&cursor, end, &ret_mount->type_len);
	word_next(&cursor, end, &len); /* source */
	ret_mount->options = word_next(&cursor, end, &ret_mount->options_len);
	return ret_mount->type_len > 0;
}

/* Takes the next line that parses; false at the end. */
static bool mount_next(const char *text, size_t len, size_t *cursor, struct mount *ret_mount)
{
	while (*cursor < len) {
		const char *line = text + *cursor;
		const char *end = memchr(line, '\n', len - *cursor);

		if (!end)
			end = text + len;
		*cursor = (size_t)(end - text) + (end < text + len);
		if (mount_parse(line, end, ret_mount))
			return true;
	}
	return false;
}

static bool is_octal(const char *digits)
{
	return digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' && digits[1] <= '7' &&
	       digits[2] >= '0' && digits[2] <= '7';
}

size_t parse_mountinfo_path(const char *text, size_t len, char *path, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < len && used + 1 < size; i++) {
		if (text[i] == '\\' && i + 3 < len && is_octal(text + i + 1)) {
			path[used++] = (char)((text[i + 1] - '0') << 6 | (text[i + 2] - '0') << 3 |
			                      (text[i + 3] - '0'));
			i += 3;
		} else {
			path[used++] = text[i];
		}
	}
	path[used] = '\0';
	return used;
}

int parse_mountinfo_next(const char *text, size_t len, size_t *cursor, uint64_t *ret_id, char *path,
                         size_t path_size)
{
	struct mount mount;

	while (mount_next(text, len, cursor, &mount)) {
		if (mount.type_len != 4 || memcmp(mount.type, "nsfs", 4) != 0)
			continue;
		if (parse_namespace_link(mount.root, mount.root_len, ret_id) < 0)
			continue;
		parse_mountinfo_path(mount.point, mount.point_len, path, path_size);
		return 1;
	}
	return 0;
}

uint64_t parse_mountinfo_first_id(const char *text, size_t len)
{
	uint64_t smallest = 0;
	struct mount mount;
	size_t cursor = 0;

	while (mount_next(text, len, &cursor, &mount)) {
		if (smallest == 0 || mount.id < smallest)
			smallest = mount.id;
	}
	return smallest;
}

/* hidepid=0..2 before Linux 5.8, words since then, 4 being "ptraceable". */
static int hidepid_parse(const char *options, size_t len)
{
	static const struct {
		const char *word;
		int mode;
	} modes[] = { { "noaccess", 1 }, { "invisible", 2 }, { "ptraceable", 4 },
		      { "1", 1 },        { "2", 2 },         { "4", 4 } };
	const char *found = memmem(options, len, "hidepid=", 8);
	size_t left;

	if (!found)
		return 0;
	found += 8;
	left = len - (size_t)(found - options);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		size_t word_len = strlen(modes[i].word);

		if (left >= word_len && memcmp(found, modes[i].word, word_len) == 0)
			return modes[i].mode;
	}
	return 0;
}

int parse_mountinfo_hidepid(const char *text, size_t len, unsigned major, unsigned minor)
{
	struct mount mount;
	size_t cursor = 0;

	while (mount_next(text, len, &cursor, &mount)) {
		if (mount.major == major && mount.minor == minor && mount.type_len == 4 &&
		    memcmp(mount.type, "proc", 4) == 0)
			return hidepid_parse(mount.options, mount.options_len);
	}
	return -1;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings file of the live view: $XDG_CONFIG_HOME/nspid/toprc, or ~/.config/nspid/toprc.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "command/top.h"

/* The folder for settings; relative paths are not to be used (XDG base directory specification). */
static int folder_find(char *path, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int n;

	if (config && config[0] == '/')
		n = snprintf(path, size, "%s", config);
	else if (home && home[0] == '/')
		n = snprintf(path, size, "%s/.config", home);
	else
		return -ENOENT;
	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

static int file_open(char *path, size_t size)
{
	char folder[PATH_MAX];
	int r = folder_find(folder, sizeof(folder)), fd;

	if (r < 0)
		return r;
	if ((size_t)snprintf(path, size, "%s/nspid/toprc", folder) >= size)
		return -ENAMETOOLONG;
	/* A pipe in its place must not make the start wait. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return fd < 0 ? -errno : fd;
}

/* -EINVAL: not a regular file. */
static ssize_t file_read(int fd, char *text, size_t size)
{
	size_t used = 0;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	while (used < size) {
		ssize_t n = read(fd, text + used, size - used);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)used;
}

void top_settings_read(struct live_settings *settings, char *complaint, size_t size)
{
	char path[PATH_MAX], name[PATH_MAX * 4], text[LIVE_SETTINGS_SIZE + 1];
	struct live_settings_error error = { 0 };
	_cleanup_close_ int fd = file_open(path, sizeof(path));
	ssize_t n;

	complaint[0] = '\0';
	/* Without a file or a home there are no settings, which is no reason to complain. */
	if (fd == -ENOENT || fd == -ENOTDIR)
		return;
	n = fd < 0 ? fd : file_read(fd, text, sizeof(text));
	escape_text(path, strlen(path), 0, name, sizeof(name));
	if (n < 0) {
		snprintf(complaint, size, "%s is not used: %s", name,
		         n == -EINVAL ? "not a regular file" : strerror((int)-n));
		return;
	}
	if (live_settings_parse(text, (size_t)n, settings, &error) >= 0)
		return;
	if (error.line)
		snprintf(complaint, size, "%s is not used: line %u: %s", name, error.line,
		         error.reason);
	else
		snprintf(complaint, size, "%s is not used: %s", name, error.reason);
}

static int folder_make(const char *path)
{
	return mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

static int bytes_write(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* Under another name first: whoever reads meanwhile, or after a crash, finds one of the two. */
static int file_replace(const char *path, const char *text, size_t len)
{
	_cleanup_close_ int fd = -1;
	char other[PATH_MAX];
	int r;

	if ((size_t)snprintf(other, sizeof(other), "%s.XXXXXX", path) >= sizeof(other))
		return -ENAMETOOLONG;
	fd = mkostemp(other, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = bytes_write(fd, text, len);
	if (r >= 0 && rename(other, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(other);
	return r;
}

int top_settings_write(const struct live_settings *settings, char *message, size_t size)
{
	char folder[PATH_MAX - 32], path[PATH_MAX], name[PATH_MAX * 4] = "",
								    text[LIVE_SETTINGS_SIZE];
	int r = folder_find(folder, sizeof(folder));
	int len = live_settings_format(settings, text, sizeof(text));

	if (r >= 0 && len < 0)
		r = len;
	if (r >= 0)
		r = folder_make(folder);
	if (r >= 0) {
		snprintf(path, sizeof(path), "%s/nspid", folder);
		r = folder_make(path);
		snprintf(path, sizeof(path), "%s/nspid/toprc", folder);
		escape_text(path, strlen(path), 0, name, sizeof(name));
	}
	if (r >= 0)
		r = file_replace(path, text, (size_t)len);
	if (r < 0)
		snprintf(message, size, "the settings are not written: %s%s%s", name,
		         *name ? ": " : "", strerror(-r));
	else
		snprintf(message, size, "the settings are written to %s", name);
	return r;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor of the benchmark: only the system calls that no reader of /proc can avoid.
 *
 * One getdents walk, then for each process open, read and close of PID/status and, where its NSpid
 * line has more than one number, one readlink of PID/ns/pid (a chain of one number is the view
 * namespace itself). Nothing is parsed beyond that and nothing is kept. It prints how many
 * processes and links it read, so that a run that saw nothing is noticed.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's struct linux_dirent64 (getdents(2)); no libc header has it. */
struct dirent64_raw {
	unsigned long long inode;
	long long offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static unsigned long processes, links;

static bool chain_is_longer_than_one(const char *status, size_t length)
{
	static const char key[] = "\nNSpid:\t";
	const char *line = memmem(status, length, key, sizeof(key) - 1);
	const char *end;

	if (!line)
		return false;
	line += sizeof(key) - 1;
	end = memchr(line, '\n', length - (size_t)(line - status));
	return end && memchr(line, '\t', (size_t)(end - line));
}

static void read_process(int root, const char *name)
{
	static char status[16384];
	size_t length = strlen(name);
	char path[64], link[64];
	ssize_t got;
	int fd;

	if (length > 20)
		return;
	memcpy(path, name, length);
	memcpy(path + length, "/status", sizeof("/status"));
	fd = openat(root, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	got = read(fd, status, sizeof(status));
	close(fd);
	if (got <= 0)
		return;
	processes++;
	if (!chain_is_longer_than_one(status, (size_t)got))
		return;
	memcpy(path + length, "/ns/pid", sizeof("/ns/pid"));
	if (readlinkat(root, path, link, sizeof(link)) > 0)
		links++;
}

static int walk(int root)
{
	static char entries[1 << 18] __attribute__((aligned(8)));
	long got;

	while ((got = syscall(SYS_getdents64, root, entries, sizeof(entries))) > 0) {
		for (long at = 0; at < got;) {
			const struct dirent64_raw *entry = (const void *)(entries + at);

			at += entry->length;
			if (entry->name[0] >= '1' && entry->name[0] <= '9')
				read_process(root, entry->name);
		}
	}
	return got < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	const char *proc = argc > 1 ? argv[1] : "/proc";
	int root = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root < 0 || walk(root) < 0) {
		perror(proc);
		return EXIT_FAILURE;
	}
	close(root);
	printf("%lu processes, %lu links\n", processes, links);
	return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Simulated Docker containers for the benchmark's load: cgroups and a state root, no engine.
 */
#include "load_docker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

#define HIERARCHIES_MAX 3
#define ID_LENGTH       64

/* What makes up the state root, outermost first: docker_remove() takes them away backwards. */
static const char *const state_folders[] = {
	"",
	"/var",
	"/var/lib",
	"/var/lib/docker",
	"/var/lib/docker/containers",
	"/run",
	"/run/docker",
	"/run/docker/runtime-runc",
	"/run/docker/runtime-runc/moby",
};

static const char containers_folder[] = "/var/lib/docker/containers";
static const char runc_folder[] = "/run/docker/runtime-runc/moby";

struct hierarchy {
	char mount[256];
	bool made_parent;
};

struct docker {
	struct hierarchy hierarchies[HIERARCHIES_MAX];
	unsigned hierarchy_count;
	char state_root[PATH_MAX - 512];
	bool made_folder[ARRAY_SIZE(state_folders)];
	uint64_t seed;
	unsigned count;
};

static int complain(int error, const char *path)
{
	fprintf(stderr, "load: %s: %s\n", path, strerror(-error));
	return error;
}

/* splitmix64: an id that looks like an engine's and differs from run to run. */
static uint64_t mix(uint64_t value)
{
	value += 0x9e3779b97f4a7c15u;
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
	return value ^ (value >> 31);
}

static void docker_id(const struct docker *docker, unsigned index, char id[ID_LENGTH + 1])
{
	for (unsigned part = 0; part < 4; part++)
		snprintf(id + 16 * (size_t)part, 17, "%016llx",
		         (unsigned long long)mix(docker->seed + 4 * (uint64_t)index + part));
}

static int make_folder(const char *path, bool *ret_made)
{
	if (mkdir(path, 0755) == 0)
		*ret_made = true;
	else if (errno != EEXIST)
		return complain(-errno, path);
	return 0;
}

/* Two paths of a mountinfo line matter: the root inside the file system and the mount point. */
static bool parse_cgroup_mount(const char *line, char *mount, size_t size)
{
	char root[256], point[256], type[16], options[256];
	const char *tail = strstr(line, " - ");

	if (!tail || sscanf(line, "%*s %*s %*s %255s %255s", root, point) != 2 ||
	    sscanf(tail, " - %15s %*s %255s", type, options) != 2)
		return false;
	if (strcmp(root, "/") != 0 || strncmp(type, "cgroup", 6) != 0)
		return false;
	if (strcmp(type, "cgroup") == 0 && !strstr(options, "name=systemd") &&
	    !strstr(options, "pids"))
		return false;
	snprintf(mount, size, "%s", point);
	return true;
}

/* Readers take the cgroup v2 path, or that of a v1 hierarchy which every engine uses: all of them.
 */
static int find_hierarchies(struct docker *docker)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	if (!file)
		return complain(-errno, "/proc/self/mountinfo");
	while (docker->hierarchy_count < HIERARCHIES_MAX && getline(&line, &size, file) > 0) {
		struct hierarchy *one = &docker->hierarchies[docker->hierarchy_count];

		if (parse_cgroup_mount(line, one->mount, sizeof(one->mount)) &&
		    access(one->mount, W_OK) == 0)
			docker->hierarchy_count++;
	}
	if (docker->hierarchy_count == 0) {
		fputs("load: no cgroup hierarchy (v2, or v1 pids or name=systemd) is writable "
		      "here\n",
		      stderr);
		return -EROFS;
	}
	return 0;
}

static int make_cgroups(struct docker *docker)
{
	char path[512], id[ID_LENGTH + 1];

	for (unsigned h = 0; h < docker->hierarchy_count; h++) {
		struct hierarchy *one = &docker->hierarchies[h];
		int error;

		snprintf(path, sizeof(path), "%s/docker", one->mount);
		error = make_folder(path, &one->made_parent);
		for (unsigned i = 0; error == 0 && i < docker->count; i++) {
			docker_id(docker, i, id);
			snprintf(path, sizeof(path), "%s/docker/%s", one->mount, id);
			if (mkdir(path, 0755) < 0)
				error = complain(-errno, path);
		}
		if (error < 0)
			return error;
	}
	return 0;
}

static int make_state_folders(struct docker *docker)
{
	for (size_t i = 0; i < ARRAY_SIZE(state_folders); i++) {
		char path[PATH_MAX];
		int error;

		snprintf(path, sizeof(path), "%s%s", docker->state_root, state_folders[i]);
		error = make_folder(path, &docker->made_folder[i]);
		if (error < 0)
			return error;
	}
	return 0;
}

int docker_create(const char *state_root, unsigned count, struct docker **ret_docker)
{
	struct docker *docker = calloc(1, sizeof(*docker));
	struct timespec now;
	int error;

	if (!docker)
		return complain(-ENOMEM, state_root);
	if (strlen(state_root) >= sizeof(docker->state_root)) {
		free(docker);
		return complain(-ENAMETOOLONG, state_root);
	}
	strcpy(docker->state_root, state_root);
	clock_gettime(CLOCK_REALTIME, &now);
	docker->seed = mix((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec);
	docker->count = count;
	error = find_hierarchies(docker);
	if (error == 0)
		error = make_state_folders(docker);
	if (error == 0)
		error = make_cgroups(docker);
	if (error < 0) {
		docker_remove(docker);
		return error;
	}
	*ret_docker = docker;
	return 0;
}

int docker_join(const struct docker *docker, unsigned index)
{
	char id[ID_LENGTH + 1], path[512];

	docker_id(docker, index, id);
	for (unsigned h = 0; h < docker->hierarchy_count; h++) {
		_cleanup_close_ int fd = -1;

		snprintf(path, sizeof(path), "%s/docker/%s/cgroup.procs",
		         docker->hierarchies[h].mount, id);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, "0", 1) < 0)
			return -errno;
	}
	return 0;
}

/* Field 22 of PID/stat, counted behind the name's last bracket (proc_pid_stat(5)). */
static unsigned long long read_start_time(pid_t pid)
{
	char path[64], text[1024];
	unsigned long long start = 0;
	_cleanup_close_ int fd = -1;
	const char *tail;
	ssize_t got;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, text, sizeof(text) - 1);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	tail = strrchr(text, ')');
	if (tail)
		sscanf(tail,
		       ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		       "%*s %llu",
		       &start);
	return start;
}

static void format_state_path(const struct docker *docker, const char *folder, unsigned index,
                              const char *name, char path[PATH_MAX])
{
	char id[ID_LENGTH + 1];

	docker_id(docker, index, id);
	snprintf(path, PATH_MAX, "%s%s/%s%s", docker->state_root, folder, id, name);
}

static int write_state_file(const struct docker *docker, const char *folder, unsigned index,
                            const char *name, const char *text)
{
	size_t length = strlen(text);
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];

	format_state_path(docker, folder, index, "", path);
	if (mkdir(path, 0755) < 0)
		return complain(-errno, path);
	format_state_path(docker, folder, index, name, path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return complain(-errno, path);
	if (write(fd, text, length) != (ssize_t)length)
		return complain(-EIO, path);
	return 0;
}

/*
 * As long as the file that dockerd keeps (2 to 3 KiB for a small container): the time to read it is
 * part of what is measured.
 */
static void format_config(const char *id, unsigned index, int pid, char *text, size_t size)
{
	time_t now = time(NULL);
	char started[32];
	struct tm utc;

	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%S", gmtime_r(&now, &utc));
	snprintf(
		text, size,
		"{\"StreamConfig\":{},\"State\":{\"Running\":true,\"Paused\":false,"
		"\"Restarting\":false,\"OOMKilled\":false,\"RemovalInProgress\":false,\"Dead\":"
		"false,\"Pid\":%d,\"ExitCode\":0,\"Error\":\"\",\"StartedAt\":"
		"\"%s.000000000Z\",\"FinishedAt\":\"0001-01-01T00:00:00Z\","
		"\"Health\":null},\"ID\":\"%s\",\"Created\":\"%s.000000000Z\","
		"\"Managed\":false,\"Path\":\"/bin/worker\",\"Args\":[\"--listen\",\"0.0.0.0:80\"],"
		"\"Config\":{\"Hostname\":\"%.12s\",\"Domainname\":\"\",\"User\":\"\","
		"\"AttachStdin\":false,\"AttachStdout\":false,\"AttachStderr\":false,\"Tty\":"
		"false,\"OpenStdin\":false,\"StdinOnce\":false,\"Env\":[\"PATH=/usr/local/sbin:"
		"/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\",\"LANG=C.UTF-8\"],\"Cmd\":["
		"\"/bin/worker\",\"--listen\",\"0.0.0.0:80\"],\"Image\":\"busybox\",\"Volumes\":"
		"null,\"WorkingDir\":\"\",\"Entrypoint\":null,\"OnBuild\":null,\"Labels\":{"
		"\"com.docker.compose.project\":\"bench\",\"com.docker.compose.service\":\"web\"}},"
		"\"Image\":\"sha256:%s\",\"ImageManifest\":null,\"NetworkSettings\":{\"Bridge\":"
		"\"\",\"SandboxID\":\"%s\",\"HairpinMode\":false,\"LinkLocalIPv6Address\":\"\","
		"\"LinkLocalIPv6PrefixLen\":0,\"Networks\":{\"none\":{\"IPAMConfig\":null,"
		"\"Links\":null,\"Aliases\":null,\"NetworkID\":\"\",\"EndpointID\":\"\","
		"\"Gateway\":\"\",\"IPAddress\":\"\",\"IPPrefixLen\":0,\"MacAddress\":\"\"}},"
		"\"Service\":null,\"Ports\":{}},\"LogPath\":\"/var/lib/docker/containers/%s/"
		"%s-json.log\",\"Name\":\"/web%u\",\"Driver\":\"overlay2\",\"OS\":\"linux\","
		"\"MountLabel\":\"\",\"ProcessLabel\":\"\",\"RestartCount\":0,"
		"\"HasBeenStartedBefore\":true,\"HasBeenManuallyStopped\":false,\"MountPoints\":{},"
		"\"SecretReferences\":null,\"ConfigReferences\":null,\"AppArmorProfile\":\"\","
		"\"HostnamePath\":\"/var/lib/docker/containers/%s/hostname\",\"HostsPath\":"
		"\"/var/lib/docker/containers/%s/hosts\",\"ShmPath\":\"\",\"ResolvConfPath\":"
		"\"/var/lib/docker/containers/%s/resolv.conf\",\"SeccompProfile\":\"\","
		"\"NoNewPrivileges\":false,\"LocalLogCacheMeta\":{\"HaveNotifyEnabled\":false}}\n",
		pid, started, id, started, id, id, id, id, id, index, id, id, id);
}

int docker_describe(const struct docker *docker, unsigned index, pid_t init_pid)
{
	char text[8192], id[ID_LENGTH + 1];
	int error;

	docker_id(docker, index, id);
	format_config(id, index, (int)init_pid, text, sizeof(text));
	error = write_state_file(docker, containers_folder, index, "/config.v2.json", text);
	if (error < 0)
		return error;
	snprintf(text, sizeof(text),
	         "{\"id\":\"%s\",\"init_process_pid\":%d,\"init_process_start\":%llu,"
	         "\"namespace_paths\":{\"NEWPID\":\"/proc/%d/ns/pid\"},"
	         "\"cgroup_paths\":{\"\":\"/docker/%s\"}}\n",
	         id, (int)init_pid, read_start_time(init_pid), (int)init_pid, id);
	return write_state_file(docker, runc_folder, index, "/state.json", text);
}

static void remove_state(const struct docker *docker)
{
	char path[PATH_MAX];

	for (unsigned i = 0; i < docker->count; i++) {
		format_state_path(docker, containers_folder, i, "/config.v2.json", path);
		unlink(path);
		format_state_path(docker, containers_folder, i, "", path);
		rmdir(path);
		format_state_path(docker, runc_folder, i, "/state.json", path);
		unlink(path);
		format_state_path(docker, runc_folder, i, "", path);
		rmdir(path);
	}
	for (size_t i = ARRAY_SIZE(state_folders); i-- > 0;) {
		snprintf(path, sizeof(path), "%s%s", docker->state_root, state_folders[i]);
		if (docker->made_folder[i] && rmdir(path) < 0)
			complain(-errno, path);
	}
}

static void remove_cgroups(const struct docker *docker)
{
	char path[512], id[ID_LENGTH + 1];

	for (unsigned h = 0; h < docker->hierarchy_count; h++) {
		for (unsigned i = 0; i < docker->count; i++) {
			docker_id(docker, i, id);
			snprintf(path, sizeof(path), "%s/docker/%s", docker->hierarchies[h].mount,
			         id);
			if (rmdir(path) < 0 && errno != ENOENT)
				complain(-errno, path);
		}
		snprintf(path, sizeof(path), "%s/docker", docker->hierarchies[h].mount);
		/* Busy: an engine has come meanwhile and uses it. */
		if (docker->hierarchies[h].made_parent && rmdir(path) < 0 && errno != EBUSY)
			complain(-errno, path);
	}
}

void docker_remove(struct docker *docker)
{
	if (!docker)
		return;
	remove_cgroups(docker);
	remove_state(docker);
	free(docker);
}

/*
 * Takes the place of libfam, which asks a file alteration monitor that does not run here. imapd would wait over a
 * second for it at every login; this one opens at once and never reports an event.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct { int fd; void *client; } FAMConnection;
typedef struct { int reqnum; } FAMRequest;

int FAMErrno;
const char *FamErrlist[] = {"none", 0};

static int requests;

/* A pipe of which nothing is ever written: a descriptor that can be polled. */
static int ends[2];

int FAMOpen(FAMConnection *connection)
{
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	memset(connection, 0, sizeof *connection);
	connection->fd = ends[0];
	return 0;
}

int FAMOpen2(FAMConnection *connection, const char *name)
{
	(void)name;
	return FAMOpen(connection);
}

int FAMClose(FAMConnection *connection)
{
	(void)connection;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static int monitor(FAMRequest *request)
{
	request->reqnum = ++requests;
	return 0;
}

int FAMMonitorDirectory(FAMConnection *c, const char *path, FAMRequest *request, void *data)
{
	(void)c; (void)path; (void)data;
	return monitor(request);
}

int FAMMonitorFile(FAMConnection *c, const char *path, FAMRequest *request, void *data)
{
	(void)c; (void)path; (void)data;
	return monitor(request);
}

int FAMCancelMonitor(FAMConnection *c, const FAMRequest *request)
{
	(void)c; (void)request;
	return 0;
}

int FAMPending(FAMConnection *c)
{
	(void)c;
	return 0;
}

int FAMNextEvent(FAMConnection *c, void *event)
{
	(void)c; (void)event;
	return -1;
}

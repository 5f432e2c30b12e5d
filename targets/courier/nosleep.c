/* Preloaded: the servers sleep 5 seconds before each refusal, by a constant; here they sleep a millisecond. */
#include <time.h>

unsigned int sleep(unsigned int seconds)
{
	struct timespec moment = {0, 1000000};

	(void)seconds;
	nanosleep(&moment, 0);
	return 0;
}

/* step LOW HIGH OUTPUT COMMAND...: runs COMMAND one instruction at a time (every thread, no child process) and appends to OUTPUT each
   address between LOW and HIGH (hexadecimal) when it is executed for the first time. A developer's tool, see ../startup-order.sh. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
    if (count < 5) {
        fprintf(stderr, "usage: step LOW HIGH OUTPUT COMMAND...\n");
        return 2;
    }

    unsigned long low = strtoul(words[1], NULL, 16), high = strtoul(words[2], NULL, 16);
    unsigned char *seen = calloc(high - low, 1);
    FILE *output = fopen(words[3], "a");
    if (!seen || !output) {
        perror(words[3]);
        return 1;
    }

    pid_t first = fork();
    if (first == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        execvp(words[4], words + 4);
        _exit(127);
    }

    int status;
    waitpid(first, &status, 0);
    ptrace(PTRACE_SETOPTIONS, first, NULL, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC);
    ptrace(PTRACE_CONT, first, NULL, NULL);
    pid_t thread;
    while ((thread = waitpid(-1, &status, __WALL)) > 0) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (thread == first)
                break;
            continue;
        }

        int signal = WSTOPSIG(status), event = status >> 16;
        struct user_regs_struct registers;
        if (signal == SIGTRAP && event == 0 && ptrace(PTRACE_GETREGS, thread, NULL, &registers) == 0) {
            unsigned long at = registers.rip;
            if (at >= low && at < high && !seen[at - low]) {
                seen[at - low] = 1;
                fprintf(output, "%lx\n", at);
            }
        }

        int deliver = signal == SIGTRAP || signal == SIGSTOP || event != 0 ? 0 : signal;
        ptrace(PTRACE_SINGLESTEP, thread, NULL, (void *)(long)deliver);
    }

    fclose(output);
    return 0;
}

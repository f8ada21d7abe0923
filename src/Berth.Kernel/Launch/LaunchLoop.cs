using System.Runtime.CompilerServices;

namespace Berth.Kernel.Launch;

/// <summary>
/// clone3 and the loop over the steps. The child of a multi-threaded .NET process must not allocate, throw or poll for a garbage
/// collection: the threads that could answer do not exist there. Every P/Invoke ends in such a poll, so the C library's syscall(2) is called
/// through a managed function pointer (on x86-64 and arm64 the two calling conventions agree). scripts/check-launch-loop.sh
/// disassembles <see cref="CloneAndRun"/> in the published binary and fails when it finds a poll.
/// </summary>
internal static unsafe class LaunchLoop
{
    private const int ChildSignal = 17, WaitNoHang = 1, WaitAllChildren = 0x40000000;

    /// <summary>Everything the child reads; lives in unmanaged memory.</summary>
    internal struct Frame
    {
        public delegate*<nint, nint, nint, nint, nint, nint, nint, nint> Syscall;
        public int* Errno;
        public StepRecord* Steps;
        public nint* Slots;
        public void* CloneArguments;
        public nint CloneArgumentsLength;
        public nint CloneNumber;
        public nint ReadNumber;
        public nint CloseNumber;
        public nint WriteNumber;
        public nint ExitNumber;
        public nint SignalWaitNumber;
        public nint WaitNumber;
        public nint KillNumber;
        public int StepCount;
        public int ErrorPipe;

        /// <summary>Where a paused child reads one byte before it goes on, and the parent's end of it, which the child has by inheritance.</summary>
        public int GoPipe;
        public int GoPipeOther;
        public Report Report;

        /// <summary>Every bit set: what the init waits for.</summary>
        public ulong AllSignals;
        public int WaitStatus;
    }

    /// <summary>
    /// What the child writes to the error pipe: the failing step and its errno. Errno 0 means "ready" or "paused", or, with a pid, that
    /// the process of that number carries on.
    /// </summary>
    internal struct Report
    {
        public int Step;
        public int Errno;
        public int Pid;
    }

    /// <summary>Returns in the parent only: the child's pid, or -1 with errno set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static nint CloneAndRun(Frame* frame)
    {
        nint pid = frame->Syscall(frame->CloneNumber, (nint)frame->CloneArguments, frame->CloneArgumentsLength, 0, 0, 0, 0);
        if (pid != 0)
        {
            return pid;
        }

        nint* slots = frame->Slots;
        for (int index = 0; index < frame->StepCount; index++)
        {
            StepRecord* step = frame->Steps + index;
            if (step->RequiredSlot >= 0 && slots[step->RequiredSlot] < 0)
            {
                continue;
            }

            // Spelled out: an array of six on the stack would bring a stack check, whose failure path is managed code.
            nint a0 = step->Kinds[0] == (byte)ArgumentKind.Slot ? slots[step->Arguments[0]] : (nint)step->Arguments[0];
            nint a1 = step->Kinds[1] == (byte)ArgumentKind.Slot ? slots[step->Arguments[1]] : (nint)step->Arguments[1];
            nint a2 = step->Kinds[2] == (byte)ArgumentKind.Slot ? slots[step->Arguments[2]] : (nint)step->Arguments[2];
            nint a3 = step->Kinds[3] == (byte)ArgumentKind.Slot ? slots[step->Arguments[3]] : (nint)step->Arguments[3];
            nint a4 = step->Kinds[4] == (byte)ArgumentKind.Slot ? slots[step->Arguments[4]] : (nint)step->Arguments[4];
            nint a5 = step->Kinds[5] == (byte)ArgumentKind.Slot ? slots[step->Arguments[5]] : (nint)step->Arguments[5];
            nint result = -1;
            do
            {
                result = frame->Syscall(step->Number, a0, a1, a2, a3, a4, a5);
            }
            while (result < 0 && *frame->Errno == (int)Errno.EINTR);

            if (result < 0)
            {
                int errno = *frame->Errno;
                bool tolerated = errno == step->Tolerated[0] || errno == step->Tolerated[1] || errno == step->Tolerated[2] || errno == step->Tolerated[3];
                if (!tolerated)
                {
                    frame->Report.Step = index;
                    frame->Report.Errno = errno;
                    break;
                }
            }

            if (step->Clones == StepClone.Init && result > 0)
            {
                // The life of an init, tini's in short: every signal is blocked and taken one by one, orphans are reaped, and when the program
                // has ended its status becomes ours. Not a method of its own: under the JIT its first call would have to compile it, here.
                // The descriptors go first: pipes and mounts of the preparation, and the error pipe, whose end tells the parent that the program runs.
                frame->Syscall(SyscallNumber.CloseRange, 0, unchecked((nint)uint.MaxValue), 0, 0, 0, 0);
                while (true)
                {
                    nint signal = frame->Syscall(frame->SignalWaitNumber, (nint)(&frame->AllSignals), 0, 0, 8, 0, 0);
                    if (signal != ChildSignal)
                    {
                        if (signal > 0)
                        {
                            frame->Syscall(frame->KillNumber, result, signal, 0, 0, 0, 0);
                        }

                        continue;
                    }

                    nint ended;
                    while ((ended = frame->Syscall(frame->WaitNumber, -1, (nint)(&frame->WaitStatus), WaitNoHang | WaitAllChildren, 0, 0, 0)) > 0)
                    {
                        if (ended == result)
                        {
                            int killedBy = frame->WaitStatus & 0x7F;
                            frame->Syscall(frame->ExitNumber, killedBy == 0 ? (frame->WaitStatus >> 8) & 0xFF : 128 + killedBy, 0, 0, 0, 0, 0);
                        }
                    }
                }
            }

            if (step->ResultSlot >= 0)
            {
                slots[step->ResultSlot] = result;
            }

            bool handsOver = step->Clones == StepClone.Successor && result > 0;
            if (step->Report == StepReport.None && !handsOver)
            {
                continue;
            }

            Report* report = &frame->Report;
            report->Step = index;
            report->Errno = 0;
            report->Pid = handsOver ? (int)result : 0;
            frame->Syscall(frame->WriteNumber, frame->ErrorPipe, (nint)report, sizeof(Report), 0, 0, 0);
            report->Pid = 0;
            if (handsOver)
            {
                frame->Syscall(frame->ExitNumber, 0, 0, 0, 0, 0, 0);
            }

            if (step->Report == StepReport.Pause)
            {
                // The parent answers with one byte; when it gives up or dies, its end closes instead, provided that ours has gone.
                frame->Syscall(frame->CloseNumber, frame->GoPipeOther, 0, 0, 0, 0, 0);
                // Once only: at the next pause the number is that of something else.
                frame->GoPipeOther = -1;
                nint count;
                do
                {
                    count = frame->Syscall(frame->ReadNumber, frame->GoPipe, (nint)(&frame->WaitStatus), 1, 0, 0, 0);
                }
                while (count < 0 && *frame->Errno == (int)Errno.EINTR);

                if (count != 1)
                {
                    frame->Syscall(frame->ExitNumber, 125, 0, 0, 0, 0, 0);
                }
            }
        }

        // Only a failure comes here: the last step of a good plan becomes the program.
        frame->Syscall(frame->WriteNumber, frame->ErrorPipe, (nint)(&frame->Report), sizeof(Report), 0, 0, 0);
        while (true)
        {
            frame->Syscall(frame->ExitNumber, 125, 0, 0, 0, 0, 0);
        }
    }
}

using Berth.Cli.CommandLine;
using Berth.Cli.Runtime;
using Berth.Engine.Supervision;

// The supervisor is this same binary; it must boot before anything of the command line is touched.
if (args is [SupervisorProcess.Verb, ..])
{
    return SupervisorProcess.Main(args.AsSpan(1));
}

ContainerEntry.Protect(args);
return Dispatcher.Run(args);

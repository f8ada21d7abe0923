using Berth.Cli.CommandLine;
using Berth.Engine.Supervision;

// The supervisor is this same binary; it must boot before anything of the command line is touched.
return args is [SupervisorProcess.Verb, ..] ? SupervisorProcess.Main(args.AsSpan(1)) : Dispatcher.Run(args);

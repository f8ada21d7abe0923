using Berth.Cli.CommandLine;

return Dispatcher.Run(args);

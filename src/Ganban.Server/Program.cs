using System.CommandLine;
using Ganban.Server.Commands;
using Ganban.Server.Hosting;
using Spectre.Console;

// Colours are for people: a redirected output gets plain lines.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Capabilities.Ansi = false;
    AnsiConsole.Profile.Width = 160;
}

var serve = ServeCommand.Create();
var root = new RootCommand("Ganban: Amazon Bedrock on your own machine.")
{
    serve,
    DemoCommand.Create(),
    CoverageCommand.Create(),
    ModelsCommand.Create(),
    TrainCommand.Create(),
    KeysCommand.Create(),
    CostsCommand.Create(),
};

// Without a command the server starts, with the same options.
foreach (var option in serve.Options)
{
    root.Options.Add(option);
}

root.SetAction(ServeCommand.Run);

// Told to end, the host lets running streams finish; the command line must not give up on it before.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = GanbanHost.ShutdownTimeout * 2 };
return await root.Parse(args).InvokeAsync(invocation);

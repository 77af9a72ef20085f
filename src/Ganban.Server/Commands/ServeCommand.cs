using System.CommandLine;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban serve</c>: starts the server and prints its address when it listens.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Start the server (the default command).").WithServerOptions();
        command.SetAction(Run);
        return command;
    }

    public static async Task<int> Run(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = await GanbanHost.Build(result.Overrides(), cancellationToken);
            var address = await GanbanHost.Start(app, cancellationToken);
            AnsiConsole.Console.WriteLine($"Ganban listens on {address}");
            await app.WaitForShutdownAsync(cancellationToken);
            return app.Services.GetRequiredService<WarmUp>().HasFailed ? 1 : 0;
        }
        catch (StartupException e)
        {
            return Failed(e);
        }
    }

    public static int Failed(StartupException e)
    {
        AnsiConsole.Console.Profile.Out.Writer.Flush();
        System.Console.Error.WriteLine(e.Message);
        return 2;
    }
}

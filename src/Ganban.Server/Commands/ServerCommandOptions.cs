using System.CommandLine;
using Ganban.Inference.ModelStore;
using Ganban.Server.Hosting;

namespace Ganban.Server.Commands;

/// <summary>
/// The options that every command which opens the server shares, and the settings that they override.
/// </summary>
internal static class ServerCommandOptions
{
    private static readonly Option<int?> Port =
        new("--port") { Description = "The port to listen on; 0 picks a free one (default 8080)." };

    private static readonly Option<string?> Data =
        new("--data") { Description = "The folder that holds everything the server keeps (default ~/.ganban)." };

    private static readonly Option<string?> Host =
        new("--host") { Description = "The address to listen on (default 127.0.0.1)." };

    private static readonly Option<string?> Model =
        new("--model") { Description = "A GGUF file, or the name of a stored model, to answer with in place of the model that Ganban carries." };

    /// <summary>Adds all of them to a command.</summary>
    public static Command WithServerOptions(this Command command)
    {
        command.Options.Add(Port);
        command.Options.Add(Data);
        command.Options.Add(Host);
        command.Options.Add(Model);
        return command;
    }

    /// <summary>Adds the data folder alone.</summary>
    public static Command WithData(this Command command)
    {
        command.Options.Add(Data);
        return command;
    }

    /// <summary>The data folder that the command line names, or the configured one.</summary>
    public static string DataFolder(this ParseResult result) => result.GetValue(Data) ?? new ServerOptions().Data;

    /// <summary>The settings that the command line overrides.</summary>
    public static Dictionary<string, string?> Overrides(this ParseResult result)
    {
        var overrides = new Dictionary<string, string?>();
        Add("Port", result.GetValue(Port)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("Data", result.GetValue(Data) is { } data ? Path.GetFullPath(data) : null);
        Add("Host", result.GetValue(Host));
        Add("Model", result.GetValue(Model) is { } model ? PathOrName(model) : null);
        return overrides;

        // A name without a folder that is no file here is looked up in the store.
        static string PathOrName(string model) =>
            ModelName.IsValid(model) && !File.Exists(model) ? model : Path.GetFullPath(model);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                overrides[$"{ServerOptions.Section}:{name}"] = value;
            }
        }
    }
}

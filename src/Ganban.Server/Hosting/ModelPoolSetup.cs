using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Serving;

namespace Ganban.Server.Hosting;

/// <summary>Makes the pool in which all models of this process are open, as the settings describe it.</summary>
internal static partial class ModelPoolSetup
{
    /// <summary>The pool, without models.</summary>
    public static ModelPool Create(ModelSettings settings, TimeProvider clock, ILogger<ModelPool> logger)
    {
        var options = new ModelPoolOptions
        {
            Generator = new TextGeneratorOptions { TimeProvider = clock },
            RoomTimeout = settings.RoomTimeout,
            Changed = change => Log(logger, change),
        };
        return new ModelPool(options with
        {
            BytesMax = settings.BytesMax ?? options.BytesMax,
            KvBytesMax = settings.KvBytesMax ?? options.KvBytesMax,
            Model = new LanguageModelOptions { Threads = settings.Threads ?? options.Model.Threads },
        });
    }

    private static void Log(ILogger logger, ModelPoolChange change)
    {
        if (change.LoadTime is { } time)
        {
            LogOpened(logger, change.Path, time.TotalSeconds, change.Bytes);
        }
        else
        {
            LogClosed(logger, change.Path, change.Bytes);
        }
    }

    [LoggerMessage(
        1, LogLevel.Information, "Opened the model {Path} in {Seconds:F1} s; {Bytes} bytes of the budget are its own")]
    private static partial void LogOpened(ILogger logger, string path, double seconds, long bytes);

    [LoggerMessage(2, LogLevel.Information, "Closed the model {Path}; {Bytes} bytes of the budget are free again")]
    private static partial void LogClosed(ILogger logger, string path, long bytes);
}

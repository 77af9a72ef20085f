using System.Globalization;
using Ganban.Inference.Models;

namespace Ganban.Bench.Engine;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public required string Model { get; init; }

    public int Threads { get; init; } = 1;

    public int Prompt { get; init; } = 512;

    public int Generate { get; init; } = 64;

    /// <summary>Sequences that are decoded together; 1 for no such figure.</summary>
    public int Streams { get; init; } = 8;

    /// <summary>Tokens before those of one more figure of decoding; 0 for none.</summary>
    public int Context { get; init; }

    public int Repeat { get; init; } = 3;

    public KvFormat Kv { get; init; } = KvFormat.F16;

    /// <summary>A peer's llama-bench, or null.</summary>
    public string? Peer { get; init; }

    /// <summary>Reads the command line; null where it is wrong.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        if (args is not [var model, .. var rest] || rest.Length % 2 != 0)
        {
            return null;
        }

        BenchOptions? options = new() { Model = model };
        foreach (var pair in rest.Chunk(2))
        {
            options = options?.With(pair[0], pair[1]);
        }

        return options;
    }

    private BenchOptions? With(string name, string value)
    {
        var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return name switch
        {
            "--threads" when isNumber => this with { Threads = number },
            "--prompt" when isNumber => this with { Prompt = number },
            "--generate" when isNumber => this with { Generate = number },
            "--streams" when isNumber => this with { Streams = number },
            "--context" when isNumber => this with { Context = number },
            "--repeat" when isNumber => this with { Repeat = number },
            "--kv" when Enum.TryParse<KvFormat>(value, out var format) => this with { Kv = format },
            "--peer" => this with { Peer = value },
            _ => null,
        };
    }
}

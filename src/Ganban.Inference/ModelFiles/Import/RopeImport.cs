using System.Runtime.InteropServices;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>
/// How positions turn, and how that is stretched for longer contexts: keys for linear and yarn, tensors of divisors for
/// llama3 and longrope.
/// </summary>
internal sealed class RopeImport(GgufWriter writer, ModelConfig config, ImportFamily family)
{
    public void Write()
    {
        var rope = config.Rope;
        var theta = config.Fields.FindNumber("rope_theta") ?? rope?.FindNumber("rope_theta")
            ?? (family.Architecture == "gemma3" ? 1_000_000 : 10_000);
        Set("freq_base", (float)theta);
        if (config.Fields.FindNumber("rope_local_base_freq") is { } local)
        {
            Set("freq_base_swa", (float)local);
        }

        switch (config.RopeType)
        {
            case null:
                break;
            case "linear":
                Set("scaling.type", "linear");
                Set("scaling.factor", (float)rope!.GetNumber("factor"));
                break;
            case "yarn":
                WriteYarn(rope!);
                break;
            case "llama3" when family.PairsNeighbours:
                WriteLlama3(rope!, theta);
                break;
            case "longrope" when family.Architecture == "phi3":
                WriteLongRope(rope!);
                break;
            default:
                throw new ModelFileException($"The scaling of positions '{config.RopeType}' in config.json is not supported "
                    + $"for models of the type {config.ModelType}.");
        }
    }

    private void WriteYarn(JsonFields rope)
    {
        Set("scaling.type", "yarn");
        Set("scaling.factor", (float)rope.GetNumber("factor"));
        Set("scaling.original_context_length", (uint)OriginalContext(rope));
        Optional("scaling.yarn_ext_factor", rope.FindNumber("extrapolation_factor"));
        Optional("scaling.yarn_attn_factor", rope.FindNumber("attention_factor", "attn_factor"));
        Optional("scaling.yarn_beta_fast", rope.FindNumber("beta_fast"));
        Optional("scaling.yarn_beta_slow", rope.FindNumber("beta_slow"));

        void Optional(string key, double? value)
        {
            if (value is { } number)
            {
                Set(key, (float)number);
            }
        }
    }

    // Llama 3.1: short waves stay, long ones are stretched by the factor, those between by something between.
    private void WriteLlama3(JsonFields rope, double theta)
    {
        var factor = rope.FindNumber("factor") ?? 8;
        var low = rope.FindNumber("low_freq_factor") ?? 1;
        var high = rope.FindNumber("high_freq_factor") ?? 4;
        var context = rope.FindNumber("original_max_position_embeddings") ?? 8192;
        var dimensions = config.HeadSize;
        var divisors = new float[dimensions / 2];
        for (var pair = 0; pair < divisors.Length; pair++)
        {
            var wave = 2 * Math.PI * Math.Pow(theta, 2.0 * pair / dimensions);
            var smooth = ((context / wave) - low) / (high - low);
            divisors[pair] = wave < context / high ? 1
                : wave > context / low ? (float)factor
                : (float)(1 / (((1 - smooth) / factor) + smooth));
        }

        AddVector("rope_freqs.weight", divisors);
    }

    private void WriteLongRope(JsonFields rope)
    {
        var (context, original) = ((double)config.Fields.GetInteger("max_position_embeddings"), OriginalContext(rope));
        Set("scaling.original_context_length", (uint)original);
        var stretch = context / original;
        Set("scaling.attn_factor", stretch > 1 ? (float)Math.Sqrt(1 + (Math.Log(stretch) / Math.Log(original))) : 1f);
        var pairs = MetadataImport.RopeDimensions(config) / 2;
        foreach (var kind in new[] { "long", "short" })
        {
            var field = $"{kind}_factor";
            var divisors = rope.FindNumbers(field) ?? throw rope.Missing(field);
            if (divisors.Length != pairs)
            {
                throw new ModelFileException($"config.json has {divisors.Length} numbers in '{field}'; {pairs} are needed.");
            }

            AddVector($"rope_factors_{kind}.weight", divisors);
        }
    }

    private int OriginalContext(JsonFields rope) =>
        rope.FindInteger("original_max_position_embeddings")
            ?? config.Fields.GetInteger("original_max_position_embeddings", "max_position_embeddings");

    private void AddVector(string name, float[] numbers) => writer.AddTensor(
        name, TensorType.F32, [numbers.Length], () => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());

    private void Set(string key, object value) => writer.AddMetadata($"{family.Architecture}.rope.{key}", value);
}

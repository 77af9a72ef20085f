using System.Globalization;
using System.Text.RegularExpressions;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>Plans the GGUF file's tensors from the source's.</summary>
internal sealed partial class TensorPlanner(ModelConfig config, ImportFamily family, SafetensorsModel source)
{
    private const int ExpertsMax = 1 << 12;

    // What is no weight, or belongs to a part that is not taken over.
    private static readonly string[] Ignored =
    [
        "position_ids", "rotary_emb.inv_freq", "attn.bias", "masked_bias", "pooler.", "cls.predictions",
        "cls.seq_relationship", "vision_tower.", "multi_modal_projector.", "vision_model.",
    ];

    /// <summary>The name that the tables know a tensor by; null for one that is left out.</summary>
    public static string? NameOf(string name)
    {
        if (Array.Exists(Ignored, part => name.Contains(part, StringComparison.Ordinal)))
        {
            return null;
        }

        name = Prefix().Replace(name, "");
        return name.Replace("model.language_model.", "model.", StringComparison.Ordinal)
            .Replace(".gamma", ".weight", StringComparison.Ordinal)
            .Replace(".beta", ".bias", StringComparison.Ordinal);
    }

    /// <summary>All tensors, in the source's order of layers.</summary>
    public IReadOnlyList<TensorPlan> Plan()
    {
        var plans = new List<TensorPlan>();
        var experts = new SortedDictionary<string, SortedDictionary<int, string>>(StringComparer.Ordinal);
        foreach (var name in source.Names)
        {
            if (Expert().Match(name) is { Success: true } expert)
            {
                Collect(experts, name, expert);
            }
            else if (AllExperts().Match(name) is { Success: true } all)
            {
                plans.AddRange(Split(name, all));
            }
            else if (PlanOf(name) is { } plan)
            {
                plans.Add(plan);
            }
        }

        plans.AddRange(experts.Select(entry => Stack(entry.Key, entry.Value)));
        return [.. plans.OrderBy(plan => Layer().Match(plan.Name) is { Success: true } layer
            ? int.Parse(layer.Groups[1].Value, CultureInfo.InvariantCulture)
            : -1)];
    }

    private static void Collect(
        SortedDictionary<string, SortedDictionary<int, string>> experts, string name, Match expert)
    {
        var target = $"blk.{expert.Groups["layer"].Value}.{TensorTable.Experts[expert.Groups["part"].Value]}.weight";
        if (!experts.TryGetValue(target, out var list))
        {
            experts.Add(target, list = []);
        }

        list.Add(int.Parse(expert.Groups["expert"].Value, CultureInfo.InvariantCulture), name);
    }

    private TensorPlan Stack(string target, SortedDictionary<int, string> sources)
    {
        var count = config.Experts ?? 0;
        if (count is 0 or > ExpertsMax || sources.Count != count || sources.Keys.Last() != count - 1)
        {
            throw new ModelFileException($"There are {sources.Count} experts for '{target}', but config.json says {count}.");
        }

        var shape = source.ShapeOf(sources[0]);
        return shape.Count == 2 && sources.Values.All(name => source.ShapeOf(name).SequenceEqual(shape))
            ? TensorPlan.Stack(target, [.. sources.Values], shape)
            : throw new ModelFileException($"The experts for '{target}' differ in shape.");
    }

    private IEnumerable<TensorPlan> Split(string name, Match all)
    {
        var (layer, shape) = ($"blk.{all.Groups["layer"].Value}", source.ShapeOf(name));
        if (shape.Count != 3 || shape[1] % 2 != 0)
        {
            throw new ModelFileException($"The tensor '{name}' is not of the shape experts × rows × columns.");
        }

        return all.Groups["part"].Value == "down_proj"
            ? [TensorPlan.Part($"{layer}.ffn_down_exps.weight", name, shape, 0, shape[1])]
            :
            [
                TensorPlan.Part($"{layer}.ffn_gate_exps.weight", name, shape, 0, shape[1] / 2),
                TensorPlan.Part($"{layer}.ffn_up_exps.weight", name, shape, shape[1] / 2, shape[1] / 2),
            ];
    }

    private TensorPlan? PlanOf(string name)
    {
        var layer = Layer().Match(name) is { Success: true } match ? match.Groups[1].Value : "";
        var kind = name.EndsWith(".bias", StringComparison.Ordinal) ? ".bias" : ".weight";
        var known = layer.Length > 0 ? name.Replace($".{layer}.", ".#.", StringComparison.Ordinal) : name;
        if (!known.EndsWith(kind, StringComparison.Ordinal)
            || !family.Tensors.TryGetValue(known[..^kind.Length], out var target))
        {
            // A tensor that nobody reads, such as a bias, would make the answers quietly wrong.
            return family.IsEncoder && known.StartsWith("lm_head", StringComparison.Ordinal)
                ? null
                : throw new ModelFileException($"The tensor '{name}' is not known of a model of the type {config.ModelType}.");
        }

        if (target == "output" && (config.TiesEmbeddings ?? family.TiesEmbeddings))
        {
            return null;
        }

        var plan = TensorPlan.Copy(
            target.Replace("#", layer, StringComparison.Ordinal) + kind, name, source.ShapeOf(name));
        if (family.PairsNeighbours && (target is "blk.#.attn_q" or "blk.#.attn_k"))
        {
            plan = plan.WithNeighbours(target is "blk.#.attn_q" ? config.Heads : config.KvHeads);
        }

        if (target == "position_embd" && family.PositionsFollowPadding)
        {
            plan = plan.From(1 + config.Fields.GetInteger("pad_token_id"));
        }

        return plan with
        {
            Plus = target.EndsWith("norm", StringComparison.Ordinal) ? family.NormPlus : 0,
        };
    }

    [GeneratedRegex(@"^(bert|roberta|camembert|distilbert|language_model)\.")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^model\.layers\.(?<layer>[0-9]{1,5})\.(mlp|block_sparse_moe)\.experts\.(?<expert>[0-9]{1,5})\.(?<part>gate_proj|up_proj|down_proj|w1|w2|w3)\.weight\z")]
    private static partial Regex Expert();

    [GeneratedRegex(@"^model\.layers\.(?<layer>[0-9]{1,5})\.mlp\.experts\.(?<part>gate_up_proj|down_proj)(\.weight)?\z")]
    private static partial Regex AllExperts();

    [GeneratedRegex(@"\.([0-9]{1,5})\.")]
    private static partial Regex Layer();
}

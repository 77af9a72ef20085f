using Ganban.Training.Models;

namespace Ganban.Training.Tests.Models;

/// <summary>
/// The loss of a llama in double precision, as plainly as it can be written: the definition to test against.
/// </summary>
internal sealed class ReferenceModel(TransformerConfig config)
{
    private readonly ParameterLayout _layout = new(config);

    public double Loss(double[] weights, PackedBatch batch)
    {
        var sum = 0d;
        for (var sequence = 0; sequence < batch.Starts.Length; sequence++)
        {
            var (start, length) = (batch.Starts[sequence], batch.Length(sequence));
            var logits = Logits(weights, batch.Tokens.AsSpan(start, length));
            for (var position = 0; position + 1 < length; position++)
            {
                var row = logits[position];
                var largest = row.Max();
                var logSum = largest + Math.Log(row.Sum(logit => Math.Exp(logit - largest)));
                var target = start + position + 1;
                sum += batch.Weights[target] * (logSum - row[batch.Tokens[target]]);
            }
        }

        return sum;
    }

    public double[][] Logits(double[] weights, ReadOnlySpan<int> tokens)
    {
        var embedding = Tensor(weights, "token_embd.weight");
        var x = new double[tokens.Length][];
        for (var token = 0; token < x.Length; token++)
        {
            x[token] = embedding[tokens[token]].ToArray();
        }

        for (var layer = 0; layer < config.Layers; layer++)
        {
            var attended = Attend(weights, layer, Norm(weights, $"blk.{layer}.attn_norm.weight", x));
            x = Add(x, attended);
            var normed = Norm(weights, $"blk.{layer}.ffn_norm.weight", x);
            var gate = Multiply(weights, $"blk.{layer}.ffn_gate.weight", normed);
            var up = Multiply(weights, $"blk.{layer}.ffn_up.weight", normed);
            var gated = Zip(gate, up, (g, u) => g / (1 + Math.Exp(-g)) * u);
            x = Add(x, Multiply(weights, $"blk.{layer}.ffn_down.weight", gated));
        }

        var output = config.IsOutputTied ? "token_embd.weight" : "output.weight";
        return Multiply(weights, output, Norm(weights, "output_norm.weight", x));
    }

    private static double[][] Add(double[][] a, double[][] b) => Zip(a, b, (x, y) => x + y);

    private static double[][] Zip(double[][] a, double[][] b, Func<double, double, double> f) =>
        [.. a.Zip(b, (left, right) => left.Zip(right, f).ToArray())];

    private double[][] Attend(double[] weights, int layer, double[][] x)
    {
        var q = Multiply(weights, $"blk.{layer}.attn_q.weight", x);
        var k = Multiply(weights, $"blk.{layer}.attn_k.weight", x);
        var v = Multiply(weights, $"blk.{layer}.attn_v.weight", x);
        var size = config.HeadSize;
        var mixed = x.Select(_ => new double[config.QueryWidth]).ToArray();
        for (var head = 0; head < config.Heads; head++)
        {
            var kvHead = head / (config.Heads / config.KvHeads);
            for (var t = 0; t < x.Length; t++)
            {
                var query = Turn(q[t], head, t);
                var scores = Enumerable.Range(0, t + 1).Select(other =>
                    query.Zip(Turn(k[other], kvHead, other), (a, b) => a * b).Sum() / Math.Sqrt(size)).ToArray();
                var largest = scores.Max();
                var sum = scores.Sum(score => Math.Exp(score - largest));
                for (var other = 0; other <= t; other++)
                {
                    for (var i = 0; i < size; i++)
                    {
                        mixed[t][(head * size) + i] +=
                            Math.Exp(scores[other] - largest) / sum * v[other][(kvHead * size) + i];
                    }
                }
            }
        }

        return Multiply(weights, $"blk.{layer}.attn_output.weight", mixed);
    }

    private double[] Turn(double[] heads, int head, int position)
    {
        var (size, pairs) = (config.HeadSize, config.HeadSize / 2);
        var turned = heads.AsSpan(head * size, size).ToArray();
        for (var pair = 0; pair < pairs; pair++)
        {
            var angle = position * Math.Pow(config.RopeBase, -2d * pair / size);
            var (a, b) = (turned[pair], turned[pair + pairs]);
            turned[pair] = (a * Math.Cos(angle)) - (b * Math.Sin(angle));
            turned[pair + pairs] = (a * Math.Sin(angle)) + (b * Math.Cos(angle));
        }

        return turned;
    }

    private double[][] Norm(double[] weights, string name, double[][] x)
    {
        var weight = Tensor(weights, name)[0].ToArray();
        return [.. x.Select(row =>
        {
            var scale = 1 / Math.Sqrt((row.Sum(value => value * value) / row.Length) + config.RmsEpsilon);
            return row.Zip(weight, (value, factor) => value * scale * factor).ToArray();
        })];
    }

    private double[][] Multiply(double[] weights, string name, double[][] x)
    {
        var rows = Tensor(weights, name);
        return [.. x.Select(row => rows.Select(weight =>
        {
            var sum = 0d;
            for (var i = 0; i < row.Length; i++)
            {
                sum += row[i] * weight[i];
            }

            return sum;
        }).ToArray())];
    }

    private ArraySegment<double>[] Tensor(double[] weights, string name)
    {
        var tensor = _layout.Tensors.Single(tensor => tensor.Name == name);
        return [.. Enumerable.Range(0, tensor.Rows).Select(row =>
            new ArraySegment<double>(weights, tensor.Offset + (row * tensor.Columns), tensor.Columns))];
    }
}

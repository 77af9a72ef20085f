using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Inference.ModelFiles;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Models;

/// <summary>Imported models of a server under test.</summary>
internal sealed class ImportCalls(SignedHttp http)
{
    private const int Width = 32;

    private static readonly string[] Matrices =
    [
        "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
        "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj",
    ];

    /// <summary>The body that begins a job.</summary>
    public static JsonObject Job(string name, string uri) => new()
    {
        ["jobName"] = name,
        ["importedModelName"] = name + "-model",
        ["roleArn"] = "arn:aws:iam::000000000000:role/import",
        ["modelDataSource"] = new JsonObject { ["s3DataSource"] = new JsonObject { ["s3Uri"] = uri } },
    };

    /// <summary>Puts a GGUF file with the carried model's weights into a folder.</summary>
    public static async Task PutFile(
        TestBucket bucket, string folder, int? contextLength = null, string? template = null)
    {
        var path = Path.GetTempFileName();
        CarriedModel.Write(path, contextLength, template);
        await bucket.PutBytes(folder + "model.gguf", await File.ReadAllBytesAsync(path));
        File.Delete(path);
    }

    /// <summary>Puts the safetensors of a model of one small layer into a folder, with the carried tokenizer.</summary>
    /// <param name="bucket">Where the folder is.</param>
    /// <param name="folder">The folder, with its slash.</param>
    /// <param name="modelType">The family, in config.json's words.</param>
    /// <param name="bias">Whether its queries, keys and values have a bias.</param>
    public static async Task PutSafetensors(
        TestBucket bucket, string folder, string modelType, bool bias = false)
    {
        var path = Path.GetTempFileName();
        CarriedModel.Write(path);
        int tokens;
        using (var file = GgufFile.Open(path))
        {
            tokens = file.Metadata.GetStrings("tokenizer.ggml.tokens").Count;
        }

        await bucket.PutBytes(folder + "tokenizer.gguf", await File.ReadAllBytesAsync(path));
        File.Delete(path);
        await bucket.PutBytes(folder + "model.safetensors", Tensors(tokens, bias));
        await bucket.Put(folder + "config.json", JsonSerializer.Serialize(new
        {
            model_type = modelType,
            num_hidden_layers = 1,
            hidden_size = Width,
            intermediate_size = Width,
            num_attention_heads = 1,
            num_key_value_heads = 1,
            max_position_embeddings = 512,
            rms_norm_eps = 1e-5,
            rope_theta = 10000,
            vocab_size = tokens,
            tie_word_embeddings = true,
        }));
        await bucket.Put(folder + "README.md", "Not a part of the model.");
    }

    /// <summary>Begins a job and gives its ARN.</summary>
    public async Task<string> Begin(JsonObject job)
    {
        using var response = await http.Send(HttpMethod.Post, "/model-import-jobs", job.ToJsonString());
        var body = await SignedHttp.Json(response);
        Assert.True(response.StatusCode == HttpStatusCode.Created, body.ToJsonString());
        return (string)body["jobArn"]!;
    }

    /// <summary>The job once it is over.</summary>
    public async Task<JsonNode> End(string identifier)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var job = await Get("/model-import-jobs/" + Uri.EscapeDataString(identifier));
            if ((string)job["status"]! != "InProgress")
            {
                return job;
            }

            await Task.Delay(20, late.Token);
        }
    }

    /// <summary>Imports a model and gives its ARN.</summary>
    public async Task<string> Import(JsonObject job)
    {
        var ended = await End(await Begin(job));
        Assert.True((string)ended["status"]! == "Completed", ended.ToJsonString());
        return (string)ended["importedModelArn"]!;
    }

    /// <summary>What a path gives.</summary>
    public async Task<JsonNode> Get(string path)
    {
        using var response = await http.Get(path);
        var body = await SignedHttp.Json(response);
        Assert.True(response.IsSuccessStatusCode, body.ToJsonString());
        return body;
    }

    // Any weights will do; what matters is that they are converted and run.
    private static byte[] Tensors(int tokens, bool bias)
    {
        (string Name, int[] Shape)[] tensors =
        [
            ("model.embed_tokens.weight", [tokens, Width]),
            ("model.norm.weight", [Width]),
            ("model.layers.0.input_layernorm.weight", [Width]),
            ("model.layers.0.post_attention_layernorm.weight", [Width]),
            .. Matrices.Select(name => ($"model.layers.0.{name}.weight", new[] { Width, Width })),
            .. Matrices.Take(bias ? 3 : 0).Select(name => ($"model.layers.0.{name}.bias", new[] { Width })),
        ];
        var header = new JsonObject();
        var numbers = new List<float>();
        foreach (var (name, shape) in tensors)
        {
            var start = numbers.Count;
            numbers.AddRange(Enumerable.Range(start, shape.Aggregate(1, (all, size) => all * size))
                .Select(index => shape.Length == 1 ? 1 : MathF.Sin(index * 12.9898f)));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(4 * start, 4 * numbers.Count),
            };
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers))];
    }
}

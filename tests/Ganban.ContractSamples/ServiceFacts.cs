using System.Text.Json;

namespace Ganban.ContractSamples;

/// <summary>An operation as the contract file has it.</summary>
public sealed record OperationFacts(
    ServiceFacts Service,
    string Name,
    string Method,
    string Uri,
    ShapeFacts Input,
    ShapeFacts Output);

/// <summary>A service's contract file.</summary>
public sealed class ServiceFacts
{
    private ServiceFacts(JsonElement file)
    {
        Name = file.GetProperty("service").GetString()!;
        Shapes = file.GetProperty("shapes").EnumerateObject()
            .ToDictionary(shape => shape.Name, shape => new ShapeFacts(shape.Name, shape.Value));
        Operations = [.. file.GetProperty("operations").EnumerateObject().Select(operation => new OperationFacts(
            this,
            operation.Name,
            operation.Value.GetProperty("method").GetString()!,
            operation.Value.GetProperty("uri").GetString()!,
            Shapes[operation.Value.GetProperty("input").GetString()!],
            Shapes[operation.Value.GetProperty("output").GetString()!]))];
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, ShapeFacts> Shapes { get; }

    public IReadOnlyList<OperationFacts> Operations { get; }

    /// <summary>The four services, from the files beside the test.</summary>
    public static IReadOnlyList<ServiceFacts> LoadAll() =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "contracts"), "*.json").Order(StringComparer.Ordinal).Select(Load),
    ];

    private static ServiceFacts Load(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ServiceFacts(file.RootElement.Clone());
    }
}

using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;

namespace Ganban.Inference.Tests.ModelStore;

/// <summary>A store of its own for each test, and models small enough to be made there.</summary>
public abstract class StoreFolder : IDisposable
{
    protected StoreFolder() => Store = Open(new DiskBudget(FreeBytesMin: 0));

    protected string Root { get; } = Directory.CreateTempSubdirectory("ganban-store-").FullName;

    protected StoredModels Store { get; }

    public virtual void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static byte[] Model(int seed = 1, int part = 0, int parts = 1)
    {
        var writer = new GgufWriter();
        if (parts > 1)
        {
            writer.AddMetadata("split.no", (ushort)part);
            writer.AddMetadata("split.count", (ushort)parts);
            writer.AddMetadata("split.tensors.count", parts);
        }

        writer.AddMetadata("general.architecture", "llama");
        writer.AddMetadata("general.file_type", 0u);
        writer.AddMetadata("llama.context_length", 512u);
        writer.AddMetadata("tokenizer.chat_template", "{{ messages }}");
        var weights = new byte[100_000];
        new Random(seed).NextBytes(weights);
        writer.AddTensor($"weight{part}", TensorType.F32, [250, 100], () => weights);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    protected StoredModels Open(DiskBudget budget) => new(Path.Combine(Root, "models"), budget, TimeProvider.System);

    /// <summary>All files of the store but those of the manifests, as paths in it.</summary>
    protected IEnumerable<string> Visible() => !Directory.Exists(Store.Folder)
        ? []
        : Directory.EnumerateFiles(Store.Folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Store.Folder, path))
            .Where(path => !path.StartsWith(".partial", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}

using System.Security.Cryptography;

namespace Ganban.Server.Tests.Clients;

/// <summary>S3's clients, unchanged, each doing what programs do with it.</summary>
[Collection(ClientTests.Name)]
public sealed class S3ClientTests(ClientServer clients) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-s3-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Boto3Fact]
    public async Task Boto3_and_its_transfer_manager_work_unchanged() =>
        await Run("python3", Path.Combine(ClientScripts.Folder, "s3.py"), "boto3-bucket");

    [NodeFact]
    public async Task The_JavaScript_SDK_works_unchanged()
    {
        await ClientScripts.InstallPackages();
        await Run("node", Path.Combine(ClientScripts.Folder, "s3.mjs"), "javascript-bucket");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_copies_synchronises_and_removes()
    {
        var source = Path.Combine(_folder, "source");
        var target = Path.Combine(_folder, "target");
        Directory.CreateDirectory(Path.Combine(source, "深い", "folder"));
        var large = Path.Combine(source, "深い", "folder", "large file+1");
        await File.WriteAllBytesAsync(large, RandomNumberGenerator.GetBytes(20 << 20));
        for (var i = 0; i < 5; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(source, $"{i}.txt"), $"file {i}");
        }

        await Aws("mb", "s3://cli-bucket");
        await Aws("sync", source, "s3://cli-bucket/prefix");
        Assert.Equal("", await Aws("sync", source, "s3://cli-bucket/prefix"));
        Assert.Contains("PRE 深い/", await Aws("ls", "s3://cli-bucket/prefix/"), StringComparison.Ordinal);
        await Aws("cp", "s3://cli-bucket/prefix/深い/folder/large file+1", "s3://cli-bucket/copy");
        await Aws("mv", "s3://cli-bucket/prefix/0.txt", "s3://cli-bucket/prefix/moved.txt");
        await Aws("sync", "s3://cli-bucket/prefix", target);
        await Aws("cp", "s3://cli-bucket/copy", Path.Combine(_folder, "copy"));

        Assert.Equal(await File.ReadAllBytesAsync(large), await File.ReadAllBytesAsync(Path.Combine(_folder, "copy")));
        Assert.Equal(
            await File.ReadAllBytesAsync(large),
            await File.ReadAllBytesAsync(Path.Combine(target, "深い", "folder", "large file+1")));
        Assert.Equal("file 0", await File.ReadAllTextAsync(Path.Combine(target, "moved.txt")));
        Assert.False(File.Exists(Path.Combine(target, "0.txt")));
        using var http = new HttpClient();
        var presigned = await Aws("presign", "s3://cli-bucket/prefix/1.txt");
        Assert.Equal("file 1", await http.GetStringAsync(new Uri(presigned.Trim())));
        await Aws("rm", "--recursive", "s3://cli-bucket");
        Assert.Equal("", await Aws("ls", "s3://cli-bucket"));
        await Aws("rb", "s3://cli-bucket");
    }

    private Task<string> Aws(params string[] arguments) => Run("aws", ["s3", .. arguments]);

    private async Task<string> Run(string program, params string[] arguments)
    {
        var run = await ProgramRun.Start(
            program, arguments, ClientServer.Environment(clients.Server.Address), _folder);
        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Error}");
        return run.Output;
    }
}

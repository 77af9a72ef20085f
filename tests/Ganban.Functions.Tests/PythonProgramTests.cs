using System.Text;
using Ganban.Functions.Programs;

namespace Ganban.Functions.Tests;

public sealed class PythonProgramTests : IAsyncLifetime
{
    private readonly FunctionServer _server = FunctionServer.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [PythonFact]
    public async Task A_program_reads_its_input_and_prints_its_answer()
    {
        var result = await Run(new PythonProgram("import sys; print(sys.stdin.read() + 'です'); print('e', file=sys.stderr)")
        {
            Input = Encoding.UTF8.GetBytes("粘土"),
        });

        Assert.Equal((0, "粘土です\n", "e\n"), (result.ExitCode, result.Output, result.Error));
        Assert.True(result.IsSuccess);
    }

    [PythonFact]
    public async Task Files_go_in_and_those_that_it_makes_or_changes_come_back()
    {
        var result = await Run(new PythonProgram("""
            with open('in.txt') as f: text = f.read()
            with open('changed.txt', 'a') as f: f.write(text)
            with open('new.txt', 'w') as f: f.write(text * 2)
            """)
        {
            Files = [File("in.txt", "ab"), File("changed.txt", "x"), File("same.txt", "y")],
        });

        Assert.Equal(
            [("changed.txt", "xab"), ("new.txt", "abab")],
            result.Files.Select(file => (file.Name, Encoding.UTF8.GetString(file.Content.Span))));
    }

    [PythonFact]
    public async Task An_error_is_a_result_with_its_traceback()
    {
        var result = await Run(new PythonProgram("1 / 0"));

        Assert.Equal((1, false), (result.ExitCode, result.IsSuccess));
        Assert.Contains("ZeroDivisionError", result.Error, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task A_program_that_does_not_end_is_killed_with_what_it_started()
    {
        var result = await Run(new PythonProgram("""
            import subprocess, sys
            child = subprocess.Popen(['sleep', '600'])
            print(child.pid, flush=True)
            child.wait()
            """)
        {
            TimeMax = TimeSpan.FromSeconds(2),
        });

        Assert.True(result.IsTimedOut);
        Assert.True(await Gone(int.Parse(result.Output)));
    }

    [PythonFact]
    public async Task Memory_output_and_files_have_limits()
    {
        var hungry = await Run(new PythonProgram("x = bytearray(400 << 20)") { MemoryBytesMax = 200 << 20 });
        Assert.Contains("MemoryError", hungry.Error, StringComparison.Ordinal);

        var talkative = await Run(new PythonProgram("print('x' * 5000)") { OutputBytesMax = 1000 });
        Assert.Equal((1000, true), (talkative.Output.Length, talkative.IsCut));

        var big = await Run(new PythonProgram("open('big', 'wb').write(b'x' * 3_000_000)") { FileBytesMax = 1 << 20 });
        Assert.Contains("File too large", big.Error, StringComparison.Ordinal);

        var many = await Run(
            new PythonProgram("for i in range(9): open(str(i), 'w').write('x')") { FilesMax = 4 });
        Assert.Equal((4, true), (many.Files.Count, many.IsCut));
    }

    [PythonFact]
    public async Task It_sees_nothing_of_the_servers_environment_and_no_network()
    {
        Environment.SetEnvironmentVariable("GANBAN_TEST_SECRET", "secret");
        var result = await Run(new PythonProgram("""
            import os, socket
            print(sorted(os.environ))
            try:
                socket.create_connection(('127.0.0.1', 9), 1)
            except OSError as e:
                print(e)
            """));

        Assert.StartsWith("['HOME', 'LANG', 'MPLBACKEND', 'PATH', ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", result.Output, StringComparison.Ordinal);
        if (PythonPrograms.AreWithoutNetwork)
        {
            Assert.Contains("Network is unreachable", result.Output, StringComparison.Ordinal);
        }
    }

    [PythonFact]
    public async Task Names_that_lead_out_of_the_folder_are_refused() => await Assert.ThrowsAsync<ArgumentException>(
        () => Run(new PythonProgram("pass") { Files = [File("../x", "")] }));

    [PythonFact]
    public async Task Links_to_the_servers_files_do_not_come_back()
    {
        var result = await Run(new PythonProgram("import os; os.symlink('/etc/passwd', 'link'); os.mkfifo('pipe')"));

        Assert.Empty(result.Files);
    }

    private static ProgramFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    private Task<ProgramResult> Run(PythonProgram program) => _server.Programs.Run(program, CancellationToken.None);

    private static async Task<bool> Gone(int pid)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!late.IsCancellationRequested)
        {
            if (!Directory.Exists($"/proc/{pid}") || (await System.IO.File.ReadAllTextAsync($"/proc/{pid}/stat")).Contains(") Z "))
            {
                return true;
            }

            await Task.Delay(20);
        }

        return false;
    }
}

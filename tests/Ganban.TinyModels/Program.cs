using Ganban.TinyModels;

// FOLDER [NAME...]    writes the named models of the catalogue, or all of them, as NAME.gguf
if (args is not [var folder, .. var names])
{
    await Console.Error.WriteLineAsync("usage: FOLDER [NAME...]");
    return 2;
}

if (names.FirstOrDefault(name => TinyModel.Find(name) is null) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no model '{unknown}'. There are:");
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, TinyModel.All.Select(model => model.Name)));
    return 2;
}

Directory.CreateDirectory(folder);
foreach (var model in TinyModel.All.Where(model => names.Length == 0 || names.Contains(model.Name)))
{
    model.Write(Path.Combine(folder, model.Name + ".gguf"));
    Console.WriteLine(model.Name);
}

return 0;

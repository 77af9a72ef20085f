using Ganban.TinyModels;

// draw FOLDER [NAME...]    writes the named models of the catalogue, or all of them and all pictures, as NAME.gguf and
//                          NAME.ppm
// compare FACTS            prints how far our engine is from the facts in Goldens/models, as Markdown
switch (args)
{
    case ["compare", var facts]:
        AgreementTable.Write(facts, Console.Out);
        return 0;

    case ["draw", var folder, .. var names] when names.All(name => TinyModel.Find(name) is not null):
        Directory.CreateDirectory(folder);
        foreach (var model in TinyModel.All.Where(model => names.Length == 0 || names.Contains(model.Name)))
        {
            model.Write(Path.Combine(folder, model.Name + ".gguf"));
        }

        foreach (var picture in TinyPicture.All.Where(_ => names.Length == 0))
        {
            picture.Write(Path.Combine(folder, picture.Name + ".ppm"));
        }

        return 0;

    default:
        await Console.Error.WriteLineAsync("usage: draw FOLDER [NAME...] | compare FACTS");
        await Console.Error.WriteLineAsync("models: " + string.Join(' ', TinyModel.All.Select(model => model.Name)));
        return 2;
}

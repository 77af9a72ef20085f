using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Documents;

/// <summary>
/// How data files, forms and pages write the values of one thing. None of them is for
/// <see cref="Drawing.Split.Unseen"/>.
/// </summary>
/// <param name="open">
/// What stands before the values: the thing <c>{e}</c>, and <c>{n}</c>, what its name is called.
/// </param>
/// <param name="line">A value: <c>{k}</c> what it is called, <c>{v}</c>, and <c>{i}</c>, its number.</param>
/// <param name="between">What stands between two values.</param>
/// <param name="close">What stands behind them.</param>
internal sealed class Form(string open, string line, string between = "\n", string close = "")
{
    private static readonly Form[] All =
    [
        new("{n}: {e}\n", "{k}: {v}"),
        new("{e}:\n", "  {k}: {v}"),
        new("- {n}: {e}\n", "  {k}: {v}"),
        new("[{e}]\n", "{k}={v}"),
        new("[{n}]\n{e}\n", "[{k}]\n{v}"),
        new("{n} = \"{e}\"\n", "{k} = \"{v}\""),
        new("{n}＝{e}\n", "{k}＝{v}"),
        new("{n}={e}&", "{k}={v}", "&"),
        new("# {n}\n{e}\n", "# {k}\n{v}"),
        new("{e}\n\n", "**{k}**\n{v}", "\n\n"),
        new("■{e}\n", "■{k}\n　{v}"),
        new("【{e}】\n", "【{k}】\n{v}"),
        new("●{n}\n{e}\n", "●{k}\n{v}"),
        new("◆{e}\n", "　◆{k}　{v}"),
        new("{e}\n", "{k}\n    {v}"),
        new("{e}\n", "{k}\n  {v}", "\n\n"),
        new("{e}\n", "{k} ........ {v}"),
        new("{n} ...... {e}\n", "{k} ...... {v}"),
        new("{e}\n", "{k}・・・・・・{v}"),
        new("{e}\n", "{k} ------ {v}"),
        new("{n}: ______ {e}\n", "{k}: ______ {v}"),
        new("1 {e}\n", "1.{i} {k}: {v}"),
        new("3. {e}\n", "3.{i}. {k}\n{v}"),
        new("{e}\n", "第{i}条　{k}は{v}"),
        new("{e}\n", "\\({i}\\) {k}　{v}"),
        new("§ {e}\n", "§{i} {k}: {v}"),
        new("{e} \\(", "{k}: {v}", "; ", "\\)"),
        new("{e}（", "{k}：{v}", "、", "）"),
        new("{e}：", "{k}{v}", "、", "。"),
        new("{e} - ", "{k} {v}", " - "),
        new("{e}: ", "{k} {v}", ", "),
        new("{e} \\| ", "{k}={v}", " \\| "),
        new("{e} / ", "{k} {v}", " / "),
        new("\\{{n}: '{e}', ", "{k}: '{v}'", ", ", "\\}"),
        new("\\{\n  \"{n}\": \"{e}\",\n", "  \"{k}\": \"{v}\"", ",\n", "\n\\}"),
        new("\\{\"{e}\": \\{", "\"{k}\": \"{v}\"", ", ", "\\}\\}"),
        new("", "{e},{k},{v}"),
        new("", "\"{e}\",\"{k}\",\"{v}\""),
        new("", "{e}\t{k}\t{v}"),
        new("", "{e}.{k} = {v}"),
        new("", "{e} {k}: {v}"),
        new("", "{e}/{k}/{v}"),
        new("\\<record>\n  \\<{n}>{e}\\</{n}>\n", "  \\<{k}>{v}\\</{k}>", "\n", "\n\\</record>"),
        new("\\<item name=\"{e}\">\n", "  \\<field name=\"{k}\">{v}\\</field>", "\n", "\n\\</item>"),
        new("\\<item name=\"{e}\" ", "{k}=\"{v}\"", " ", " />"),
        new("\\<b>{e}\\</b>\\<br>\n", "{k}: {v}\\<br>"),
        new("\\<table>\n", "\\<tr>\\<th>{k}\\</th>\\<td>{v}\\</td>\\</tr>", "\n", "\n\\</table>\n\\<p>{e}\\</p>"),
        new("\\<dl>\n\\<dt>{n}\\</dt>\\<dd>{e}\\</dd>\n", "\\<dt>{k}\\</dt>\\<dd>{v}\\</dd>", "\n", "\n\\</dl>"),
        new("\\<p>{e}\\</p>\n", "\\<p>{k}: {v}\\</p>"),
        new("┌ {e}\n", "│ {k}: {v}", "\n", "\n└────"),
        new("/* {e} */\n", "{k}: {v};"),
        new("// {e}\n", "{k} := {v}"),
        new("Subject: {e}\n\n", "> {k}: {v}"),
        new("{e}\n----------\n", "{k}: {v}", "\n", "\n----------"),
        new("", "{k}: {v}", "\n", "\n\\({e}\\)"),
        new("", "{v} \\({k}\\)", "\n", "\n-- {e}"),
        new("{e}\n", "{v} ← {k}"),
        new("{e}\n", "\\[x\\] {k} {v}"),
    ];

    private readonly Phrase _open = Phrase.Parse(open);
    private readonly Phrase _line = Phrase.Parse(line);
    private readonly Phrase _between = Phrase.Parse(between);
    private readonly Phrase _close = Phrase.Parse(close);

    /// <summary>One of them.</summary>
    public static Form Draw(Scene scene) => scene.Draw.PickFrom(All);

    /// <summary>The values of a thing.</summary>
    public string Write(Scene scene, string entity, string nameLabel, IReadOnlyList<Fact> facts)
    {
        var lines = facts.Select((fact, index) => scene.Lay(
            _line, ("e", entity), ("k", fact.Label), ("v", fact.Value), ("i", $"{index + 1}")));
        return scene.Lay(_open, ("e", entity), ("n", nameLabel))
            + string.Join(scene.Lay(_between), lines)
            + scene.Lay(_close, ("e", entity));
    }
}

"""The texts of the tokenizer goldens: many scripts, and everything that pre-tokenizers are known to disagree about."""
import random

WRITTEN = [
    "The quick brown fox jumps over the lazy dog.",
    "It's what they're saying; we've said it'll rain, I'd bet she's sure I'm 'sure'. DON'T! WE'VE, IT'LL, YOU'RE, I'M",
    "'s 't 're 've 'm 'll 'd 'S 'T 'RE 'Ve 'x 'sand 'tis o'clock rock'n'roll ''s '",
    "岩盤は、あなたの機械の上で動きます。「こんにちは」と言った。カタカナ・ひらがな漢字１２３ＡＢＣ",
    "東京都で2024年1月1日に、3,000円を払った（税込み）。ゝゞ々〆ヶ〜ー",
    "今天天气很好，我们去公园散步吧！他说：“好的。”１２３４５６７ 龥龦鿿㐀䶿豈",
    "안녕하세요, 세계! 오늘은 2024년입니다. ㄱㄴㄷㅏㅑ 한글과English섞어쓰기",
    "مرحبا بالعالم، كيف حالك؟ اَلْعَرَبِيَّةُ ١٢٣٤٥٦ لا إله",
    "नमस्ते दुनिया! यह एक परीक्षण है। क्षत्रिय १२३४५ हिन्दी",
    "สวัสดีชาวโลก ภาษาไทยไม่เว้นวรรค ๑๒๓๔๕ น้ำใจ",
    "Привет, мир! Ёлка ёж, ЩИ да каша. Съешь ещё этих мягких французских булок",
    "Γειά σου Κόσμε! ΑΒΓ αβγ ΐ ώ Ἀρχιμήδης",
    "Çà été où naïve Ñandú Ærø straße GROẞ İstanbul ışık ǅ ǈ ﬁ ﬂ Ⅷ ⅳ ² ³ ½ ① ⑳",
    "Tiếng Việt: Nguyễn Ước ế ộ ữ. Łódź żółć Zażółć gęślą jaźń",
    "e\u0301 a\u0300\u0323 n\u0303o Z\u0351\u036b\u0343\u036aa\u0321l\u0348g\u030ao\u0317 \u0301\u0302 x\u20dd 1\u0301",
    "😀😃😄 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇯🇵🇫🇷🇺 ❤️ ☺ ♠♥ 🤦🏼‍♂️ a😀b 1😀2 😀😀😀😀",
    "𝒜𝓑𝔠 𠀀𠮷𪚥 𐐀𐐨 𝟘𝟙𝟚𝟛 🄰🅱 𑢠𑣀 𞤀𞤢",
    "1 12 123 1234 12345 123456 1234567 1234567890 3.14159 -1,000,000.50 0x1F 1e-10 1a2b3 ²³⁴⁵ ٣٤٥٦",
    "def f(x):\n    return x + 1\n\n\nclass A:\n\tpass\n\t\t# comment\n        x = [1, 2, 3]  \n",
    "for (int i = 0; i < n; ++i) { a[i] += b[i] * c->d; }  // done\r\n\r\n/* x */\r\n",
    "<div class=\"a b\">&amp;</div> <!-- c --> $x = `ls -la | wc`; a != b && c || !d ~e ^f @g #h %i _j __k__",
    "https://example.com/a/b?c=d&e=%20f#g user@example.org C:\\dir\\file.txt /usr/bin/env",
    "{\"key\": [1, 2.5, null, true], \"nested\": {\"a\": \"b\\n\"}}",
    "camelCase PascalCase HTTPServer XMLHttpRequest iPhone snake_case SCREAMING_CASE aB Ab ABc ABcD aBC ÀB àB ÀBC ABÀC "
    "АБв абВ ABÀ1 ABC漢D 漢A漢a ǅA Aª",
    " leading", "  leading two", "trailing ", "trailing two  ", " ", "  ", "   ", "    ", "\t", "\t\t", "\n", "\n\n",
    "\n\n\n", "\r\n", "\r\n\r\n", " \n", "\n ", " \n ", "  \n\n  x", "a\n\n b", "a \n\n b", "a  \n  \n  b", "\n \n \n",
    "a b  c   d    e     f", "x\t y \tz", "a\u00a0b\u00a0 c \u00a0d", "a\u3000b\u3000\u3000c \u3000。", "a\u2003b\u2009c",
    "a\u2028b\u2029c\u0085d\u0085", "a\x0bb\x0cc\x1cd\x1fe\x7ff\x01\x02 \x03", "a\u200bb\u200dc\u00ad\ufeffd\u2060e",
    "\u1680 \u202f \u205f\u180e", "x\u00a0\u00a0\n\u00a0y", "!\n?\r\n.\n\n;  \n", "?!?! ... --- *** /// \\\\\\ ==> <- ::",
    "a/b//c /d\n/ e/\n\n/", "!/\n/x ../\r\n/", "(a) [b] {c} «d» “e” ‘f’ „g‟ ‹h› ¿i? ¡j! –k— …", "。，、！？：；（）【】《》「」『』",
    "€1 £2 ¥3 ₹4 $5 +6 <7 >8 =9 ^1 `2 |3 ~4 ±5 ×6 ÷7 °8 ©9 ®1 ™2 →3 ∑4 ∞5",
    "the the the  the\nthe\tthe The THE tHe", "word1word 1word word1 1 word w1 2w3", "a1 b22 c333 d4444 e55555 f 666666",
    "\u0627\u0644\u0644\u0647 \u0651\u0651 \u064b", "\u0e49 \u0e48a", "ｱｲｳ ﾊﾞ ﾟ ＡＢ ａｂ ！＂＃ ～", "\ufffd a\ufffdb", "\u0378 \u0379x",
    "\ue000\ue001 \U000f0000", "ſ K Å", "<|im_start|>user\nhi<|im_end|>", "<s> </s> <unk> <pad> [CLS] [SEP] [MASK] <mask> <0x41>",
    "▁under ▁▁score _ ‗", "##ing ## ing", "unbelievable tokenization antidisestablishmentarianism",
    "hello world! Hello World! HELLO WORLD!", "x" * 200, "ab" * 120, "1" * 100, " " * 90 + "x", "\n" * 70, "漢" * 90,
    "!" * 80, "é" * 70, "😀" * 40, "aA" * 60, "A" * 60 + "b", " a" * 60, "\r\n" * 30, "－" * 30, "한" * 40,
]
PARTS = [
    " ", "  ", "\n", "\r\n", "\t", "\u3000", "\u00a0", "'s", "'LL", "'", "a", "the", "The", "HTTP", "é", "É", "ß", "漢", "字", "か",
    "カ", "한", "글", "ع", "क", "्", "ท", "้", "1", "12", "1234", "٣", "²", "½", "😀", "\u200d", "\ufe0f", "🇯", "\u0301", ".", ",",
    "!", "?", "/", "-", "_", "(", ")", "\"", "$", "+", "<", "|", "`", "~", "。", "、", "「", "—", "“", "\x00", "\x07", "\x1f", "\u0378",
    "𠮷", "𝒜", "ª", "ǅ", "Ⅷ", "ａ", "：", "\ufeff", "\u2028", "ABC", "xyz", "0",
]


def texts(count=150):
    """The written texts, and seeded mixtures of what is difficult."""
    generator = random.Random(4)
    mixed = ["".join(generator.choice(PARTS) for _ in range(generator.randint(2, 16))) for _ in range(count)]
    return WRITTEN + mixed

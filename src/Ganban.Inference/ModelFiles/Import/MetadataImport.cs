namespace Ganban.Inference.ModelFiles.Import;

/// <summary>Writes config.json's sizes as the keys of GGUF.</summary>
internal sealed class MetadataImport(GgufWriter writer, ModelConfig config, ImportFamily family, string folder)
{
    private readonly JsonFields _fields = config.Fields;

    /// <summary>Writes all keys but those of the tokenizer.</summary>
    public void Write(int vocabulary)
    {
        Set("block_count", (uint)config.Layers);
        Set("context_length", (uint)ContextLength());
        Set("embedding_length", (uint)config.Width);
        Set("feed_forward_length", (uint)_fields.GetInteger("intermediate_size", "n_inner"));
        Set("attention.head_count", (uint)config.Heads);
        if (family.IsEncoder)
        {
            WriteEncoder();
            return;
        }

        Set("vocab_size", (uint)vocabulary);
        Set("attention.head_count_kv", (uint)config.KvHeads);
        Set("attention.layer_norm_rms_epsilon", (float)(_fields.FindNumber("rms_norm_eps", "norm_eps") ?? 1e-6));
        if (_fields.FindInteger("head_dim") is { } head && family.Architecture is not "granite")
        {
            Set("attention.key_length", (uint)head);
            Set("attention.value_length", (uint)head);
        }

        Set("rope.dimension_count", (uint)RopeDimensions(config));
        new RopeImport(writer, config, family).Write();
        WriteExperts();
        WriteFamily();
    }

    /// <summary>How many numbers of a head are turned by position.</summary>
    public static int RopeDimensions(ModelConfig config)
    {
        var part = config.Rope?.FindNumber("partial_rotary_factor")
            ?? config.Fields.FindNumber("partial_rotary_factor") ?? 1;
        return (int)(part * config.HeadSize);
    }

    private int ContextLength()
    {
        var length = _fields.GetInteger("max_position_embeddings", "n_positions", "max_sequence_length");

        // nomic-embed-text was trained for less than its positions reach.
        var trained = family.Architecture == "nomic-bert"
            ? _fields.FindInteger("max_trained_positions") ?? 2048
            : length;
        return family.PositionsFollowPadding
            ? length - 1 - _fields.GetInteger("pad_token_id")
            : Math.Min(length, trained);
    }

    private void WriteEncoder()
    {
        var epsilon = _fields.FindNumber("layer_norm_eps", "layer_norm_epsilon") ?? 1e-12;
        Set("attention.layer_norm_epsilon", (float)epsilon);
        Set("attention.causal", false);
        Set("pooling_type", Pooling());
        if (_fields.FindNumber("rotary_emb_base") is { } theta)
        {
            Set("rope.freq_base", (float)theta);
        }

        writer.AddMetadata("tokenizer.ggml.token_type_count", (uint)(_fields.FindInteger("type_vocab_size") ?? 1));
        if (config.IsClassifier && _fields.FindObject("id2label") is { } labels)
        {
            var names = labels.Json.EnumerateObject().Select(label => label.Value.ToString());
            Set("classifier.output_labels", names.ToArray());
        }
    }

    // The numbers of llama.cpp's pooling types; a model that does not say how it pools is taken by its first token.
    private uint Pooling()
    {
        if (config.IsClassifier)
        {
            return 4;
        }

        var pooling = JsonFields.Find(Path.Combine(folder, "1_Pooling"), "config.json");
        return pooling?.FindBoolean("pooling_mode_mean_tokens") is true || family.Architecture == "nomic-bert" ? 1u
            : pooling?.FindBoolean("pooling_mode_lasttoken") is true ? 3u
            : 2u;
    }

    private void WriteExperts()
    {
        if (config.Experts is not { } experts)
        {
            return;
        }

        Set("expert_count", (uint)experts);
        Set("expert_used_count", (uint)_fields.GetInteger("num_experts_per_tok"));
        if (_fields.FindInteger("moe_intermediate_size") is { } width)
        {
            Set("expert_feed_forward_length", (uint)width);
        }

        if (_fields.FindInteger("shared_expert_intermediate_size") is { } shared)
        {
            Set("expert_shared_feed_forward_length", (uint)shared);
        }
    }

    private void WriteFamily()
    {
        switch (family.Architecture)
        {
            case "granite":
                SetNumber("attention.scale", "attention_multiplier");
                SetNumber("embedding_scale", "embedding_multiplier");
                SetNumber("residual_scale", "residual_multiplier");
                SetNumber("logit_scale", "logits_scaling");
                break;
            case "gemma2" or "gemma3":
                SetNumber("attn_logit_softcapping", "attn_logit_softcapping");
                SetNumber("final_logit_softcapping", "final_logit_softcapping");
                Set("attention.sliding_window", (uint)_fields.GetInteger("sliding_window"));
                break;
            case "phi3":
                // Zero tells Phi-4, which looks at everything, from the older ones, whose files had no such key.
                Set("attention.sliding_window", (uint)(_fields.FindInteger("sliding_window") ?? 0));
                break;
        }
    }

    private void SetNumber(string key, string field)
    {
        if (_fields.FindNumber(field) is { } number)
        {
            Set(key, (float)number);
        }
    }

    private void Set(string key, object value) => writer.AddMetadata($"{family.Architecture}.{key}", value);
}

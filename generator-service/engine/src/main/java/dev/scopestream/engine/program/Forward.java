package dev.scopestream.engine.program;

/**
 * The program's methods on one model, by what they are for; each is one native call, and what it allocates is freed before
 * it returns.
 *
 * @param model that they run on
 * @param prompts reads prompts
 * @param compactor moves a prompt that was read into a row
 * @param steps decodes
 * @param evictions takes entries out of rows
 * @param inspection looks at rows
 * @param texts tells how likely texts are
 */
public record Forward(
        ProgramModel model,
        PromptReader prompts,
        PromptCompactor compactor,
        DecodeSteps steps,
        RowEvictions evictions,
        RowInspection inspection,
        KnownTexts texts) {

    /** The methods on a model. */
    public static Forward of(ProgramModel model) {
        return new Forward(
                model,
                new PromptReader(model),
                new PromptCompactor(model),
                new DecodeSteps(model),
                new RowEvictions(model),
                new RowInspection(model),
                new KnownTexts(model));
    }
}

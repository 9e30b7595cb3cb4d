package dev.scopestream.cli.common;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The numbers that an option takes. */
public final class NumberRange {
    private NumberRange() {}

    /**
     * Checks an option's number.
     *
     * @param value null: the option wasn't given
     * @throws ParameterException when it isn't in the range
     */
    public static void check(CommandSpec spec, String name, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new ParameterException(
                    spec.commandLine(), name + " must be from " + least + " to " + most + ", is " + value);
        }
    }
}

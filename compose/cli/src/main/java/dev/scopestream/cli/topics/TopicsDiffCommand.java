package dev.scopestream.cli.topics;

import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what {@code apply} would do. */
@Command(
        name = "diff",
        description = "Shows what apply would do, and changes nothing; exit code 3 when there is something to do.")
final class TopicsDiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PlanOptions plan;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        TopicDiff diff = plan.against(RootCommand.of(spec).connection(), TopicAdmin::diff);
        if (json.given()) {
            JsonOption.print(spec, PlanOptions.fields(diff));
        } else {
            spec.commandLine().getOut().println(diff);
        }
        return diff.isEmpty() ? ExitCodes.DONE : ExitCodes.FOUND;
    }
}

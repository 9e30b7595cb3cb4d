package dev.scopestream.cli.topics;

import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes topics, adds partitions, alters settings. */
@Command(
        name = "apply",
        description =
                "Makes the topics that lack, adds partitions and alters settings; applying twice changes nothing.")
final class TopicsApplyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PlanOptions plan;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        TopicDiff done = plan.against(RootCommand.of(spec).connection(), TopicAdmin::apply);
        if (json.given()) {
            JsonOption.print(spec, PlanOptions.fields(done));
        } else {
            spec.commandLine().getOut().println(done);
        }
        return 0;
    }
}

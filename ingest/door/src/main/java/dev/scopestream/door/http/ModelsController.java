package dev.scopestream.door.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.kafka.ServedModels;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The names of models. */
@Controller("/v1/models")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = DoorContext.ENABLED)
final class ModelsController {
    private final ServedModels models;
    private final long created = System.currentTimeMillis() / 1000;

    ModelsController(ServedModels models) {
        this.models = models;
    }

    @Get
    HttpResponse<byte[]> all() {
        ObjectNode body = OpenAiJson.object();
        body.put("object", "list");
        ArrayNode data = body.putArray("data");
        models.all().forEach(name -> data.add(model(name)));
        return Replies.json(body);
    }

    /** One of them; a name may have slashes. */
    @Get("/{+name}")
    HttpResponse<byte[]> one(@PathVariable String name) {
        return models.all().contains(name)
                ? Replies.json(model(name))
                : Replies.error(
                        OpenAiError.invalid(404, "no model of this name is known here", "model", "model_not_found"));
    }

    private ObjectNode model(String name) {
        ObjectNode model = OpenAiJson.object();
        model.put("id", name);
        model.put("object", "model");
        model.put("created", created);
        model.put("owned_by", "scopestream");
        return model;
    }
}

package dev.scopestream.engine.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Filters and tests by name, within the budget of one rendering. */
final class Operations {
    private static final Map<String, Filter> FILTERS = filters();
    /** Filters of Jinja2 that no chat template needs. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "filesizeformat",
            "forceescape",
            "pprint",
            "random",
            "striptags",
            "urlencode",
            "urlize",
            "wordwrap",
            "xmlattr");

    private final RenderBudget budget;

    Operations(RenderBudget budget) {
        this.budget = budget;
    }

    private static Map<String, Filter> filters() {
        Map<String, Filter> all = new HashMap<>();
        all.putAll(StringFilters.all());
        all.putAll(NumberFilters.all());
        all.putAll(SequenceFilters.all());
        all.putAll(OrderFilters.all());
        all.putAll(SelectionFilters.all());
        return Map.copyOf(all);
    }

    /** Whether Jinja2 has the filter. */
    static boolean hasFilter(String name) {
        return FILTERS.containsKey(name) || UNSUPPORTED.contains(name);
    }

    Value filter(String name, Value input, CallArguments arguments) {
        Filter filter = FILTERS.get(name);
        if (filter == null) {
            throw UNSUPPORTED.contains(name)
                    ? TemplateException.unsupported("the filter '" + name + "'")
                    : TemplateException.runtime("No filter named '" + name + "'.");
        }
        budget.spend(input);
        Value result = filter.apply(input, arguments, this);
        budget.spend(result);
        return result;
    }

    boolean test(String name, Value input, CallArguments arguments) {
        budget.spend(input);
        return Tests.holds(name, input, arguments);
    }
}

package swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What several workers wrote, put together.
 *
 * @param files the content by path, where the workers agree
 * @param conflicts the names of the workers by path, where they do not
 */
public record Merge(SortedMap<String, String> files, SortedMap<String, List<String>> conflicts) {
    /** @param results by worker: the content of the files it wrote, by path */
    public static Merge of(Map<String, Map<String, String>> results) {
        SortedMap<String, String> files = new TreeMap<>();
        SortedMap<String, List<String>> writers = new TreeMap<>();
        SortedMap<String, List<String>> conflicts = new TreeMap<>();
        for (String worker : new TreeMap<>(results).keySet()) {
            results.get(worker).forEach((path, content) -> {
                List<String> names = writers.computeIfAbsent(path, key -> new ArrayList<>());
                names.add(worker);
                String earlier = files.putIfAbsent(path, content);
                if (earlier != null && !earlier.equals(content)) {
                    conflicts.put(path, names);
                }
            });
        }
        files.keySet().removeAll(conflicts.keySet());
        return new Merge(files, conflicts);
    }
}

package dev.bzzz.git.hive;

import dev.bzzz.git.http.FakeHost;
import dev.bzzz.git.http.FakeHost.Asked;
import dev.bzzz.git.http.FakeHost.Reply;
import java.net.URI;
import java.util.List;

/** A fake Hive on this machine; every answer says that it is one. */
final class FakeHive implements AutoCloseable {
  static final String TOKEN = "hive-token-1";

  private final FakeHost host = FakeHost.start();
  private volatile String list = "{\"server\":\"fake-hive\",\"repositories\":[]}";
  private volatile int status = 200;

  FakeHive() {
    host.answers(this::answer);
  }

  URI url() {
    return host.url();
  }

  /** Lists these entries, each a JSON object. */
  FakeHive lists(String... entries) {
    list = "{\"server\":\"fake-hive\",\"repositories\":[" + String.join(",", entries) + "]}";
    return this;
  }

  static String project(int id, String owner, String name) {
    return "{\"project_id\":%d,\"owner\":\"%s\",\"repository\":\"%s\",\"bzzz_enabled\":true}"
        .formatted(id, owner, name);
  }

  /** Answers everything with this status from now on. */
  FakeHive says(int value) {
    status = value;
    return this;
  }

  /** Questions for the list that came so far. */
  long questions() {
    return host.asked().stream().filter(asked -> asked.verb().equals("GET")).count();
  }

  /** What was reported and accepted or refused, each as verb, path behind the API, and body. */
  List<String> reports() {
    return host.asked().stream()
        .filter(asked -> !asked.verb().equals("GET"))
        .map(
            asked ->
                asked.verb() + " " + asked.path().replaceFirst(".*/bzzz/", "") + " " + asked.body())
        .toList();
  }

  private Reply answer(Asked asked) {
    if (!asked.header("authorization").equals("Bearer " + TOKEN)) {
      return Reply.json(401, "{\"detail\":\"fake-hive wants its token\"}");
    }
    if (status != 200) {
      return Reply.json(status, "{\"detail\":\"fake-hive was told to fail\"}");
    }
    return Reply.json(200, asked.verb().equals("GET") ? list : "{\"success\":true}");
  }

  @Override
  public void close() {
    host.close();
  }
}

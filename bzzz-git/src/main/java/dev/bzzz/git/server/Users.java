package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.RepositoryName;
import java.util.List;

/** Who asks, what the server is, and how much may be asked. */
final class Users {
  void routes(Api api) {
    api.open("", Users::root);
    api.open("/", Users::root);
    api.open(
        "/meta",
        call ->
            call.ok(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("verifiable_password_authentication", false)
                    .put("installed_version", "3.0.0")
                    .put("server", "bzzz")));
    api.on(GET, "/user", call -> call.ok(Views.of(call).user(call.login())));
    api.on(GET, "/users/{user}", call -> call.ok(Views.of(call).user(name(call.path("user")))));
    api.on(
        GET,
        "/orgs/{org}",
        call -> call.ok(Views.of(call).user(name(call.path("org"))).put("type", "Organization")));
    api.on(
        GET,
        "/rate_limit",
        call -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          ObjectNode resources = json.putObject("resources");
          for (String kind : List.of("core", "search", "graphql", "integration_manifest")) {
            resources.set(kind, api.limit(call).json());
          }
          json.set("rate", api.limit(call).json());
          call.ok(json);
        });
  }

  private static String name(String login) {
    try {
      return new RepositoryName(login, "x").owner();
    } catch (IllegalArgumentException e) {
      throw ApiError.notFound();
    }
  }

  private static void root(Call call) {
    String api = call.links().api();
    call.ok(
        JsonNodeFactory.instance
            .objectNode()
            .put("current_user_url", api + "/user")
            .put("rate_limit_url", api + "/rate_limit")
            .put("repository_url", api + "/repos/{owner}/{repo}")
            .put("current_user_repositories_url", api + "/user/repos{?page,per_page,sort}")
            .put("organization_repositories_url", api + "/orgs/{org}/repos{?page,per_page}")
            .put("user_url", api + "/users/{user}"));
  }
}

{#- The demo application: one web service behind the frontend `www`. -#}
{%- set version = "1.13" %}
{%- set port = 8080 %}
stacks:
  app:
    version: "{{ version }}"
    loadbal:
      target: app*
      target_type: glob
      frontend: www
      backend_port: {{ port }}
      default_network: loadbal
      internal:                     # who sees the stack in release; any one matches
        header: {X-Stack: release}
        cookie: {stack: release}
      health: {path: /healthcheck, expect: 200-399, interval: 500ms, timeout: 1s, rise: 2, deadline: 60s}
      drain: {deadline: 30s}
    config:
      target: app*
      target_type: glob
      formula: mockup
    task_definitions:
      count: 1
      web:
        count: 2
        docker_config:
          image: pigeon-demo:{{ version }}
          environment:
            - VERSION={{ version }}
          ports: {{ port }}
          restart: unless-stopped
          binds: {{ salt['config.get']('mockup_directory', '/etc/mockup') }}:/etc/mockup:ro
          labels:
            - register_backend=true

{#- HAProxy of a host, on the host itself.

    haproxy:
      enabled: True
      config:
        logging:   {TEXT: {location, facility, severity}}
        frontends: {NAME: {acls: [...], http_proxy: {http, https, healthcheck, use_backends, default_backend}}}
        backends:  {NAME: {http_proxy: {healthcheck, balance_algorithm, servers, docker_local: {enabled, port, filters: {label: [...]}}}}}

    A change of servers is made at run time; a change of frontends or binds is validated and then reloaded without losing a request.
-#}
{%- set haproxy = salt['pillar.get']('haproxy', {}) %}
{%- if haproxy.get('enabled', True) %}
haproxy configuration:
  haproxy.configured:
    - name: haproxy
    - config: {{ haproxy.get('config', {}) | json }}

haproxy service:
  haproxy.running:
    - name: haproxy
    - require:
      - haproxy: haproxy configuration
{%- endif %}

{#- A host of the demo: HAProxy's frontend, and where it listens. -#}
docker:
  networks:
    loadbal:
      state: present

haproxy:
  enabled: True
  config:
    frontends:
      www:
        http_proxy:
          http:
            port: {{ grains.get('http_port', 80) }}
{%- if grains.get('http_address') %}
            address: {{ grains.http_address }}
{%- endif %}
          healthcheck:
            method: GET
            uri: /lb-health

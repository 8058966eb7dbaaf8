import{u as a,t as s,a as t,E as r,P as n}from"./index-CjLIIk5U.js";function u(){const e=a(s);return t(n,{title:e.names.today,children:t(r,{})})}export{u as default};
